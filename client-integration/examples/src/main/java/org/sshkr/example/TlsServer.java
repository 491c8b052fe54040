package org.sshkr.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.sshkr.jca.KeyringProvider;
import org.sshkr.keyring.KeyringSelector;

/** Serves HTTPS with a key that this process does not have: PORT CERTIFICATES.pem. */
public final class TlsServer {
  private TlsServer() {}

  public static void main(String[] args) throws GeneralSecurityException, IOException {
    Security.insertProviderAt(new KeyringProvider(KeyringSelector.USER_SESSION), 1);
    start(Integer.parseInt(args[0]), Path.of(args[1]));
  }

  /**
   * Starts a server on this machine.
   *
   * @param certificates a PEM file, the key's own first; it may be a pipe
   */
  public static HttpsServer start(int port, Path certificates)
      throws GeneralSecurityException, IOException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress("localhost", port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(certificates)));
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = "signed by ssh-kr\n".getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static SSLContext context(Path certificates)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("SSHKR");
    try (InputStream chain = new FileInputStream(certificates.toFile())) {
      keys.load(chain, null); // finds the certificate's key in the keyring
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
