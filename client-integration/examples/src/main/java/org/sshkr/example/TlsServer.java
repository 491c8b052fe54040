package org.sshkr.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.sshkr.jca.KeyringProvider;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.ssh.key.RsaPublicKey;

/** Serves HTTPS with a key that is in the kernel keyring: PORT CERTIFICATES.pem. */
public final class TlsServer {
  private TlsServer() {}

  public static void main(String[] args) throws GeneralSecurityException, IOException {
    Security.insertProviderAt(new KeyringProvider(KeyringSelector.USER_SESSION), 1);
    start(Integer.parseInt(args[0]), certificates(Path.of(args[1])));
  }

  /**
   * Starts a server on this machine.
   *
   * @param chain of certificates, the key's own first
   */
  public static HttpsServer start(int port, X509Certificate... chain)
      throws GeneralSecurityException, IOException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress("localhost", port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(fingerprint(chain[0]), chain)));
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = "signed by the kernel\n".getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** The key's fingerprint in the form of {@code ssh-add-kr -l}. */
  private static String fingerprint(X509Certificate certificate) {
    RSAPublicKey key = (RSAPublicKey) certificate.getPublicKey();
    return new RsaPublicKey(key.getModulus(), key.getPublicExponent()).fingerprint();
  }

  private static SSLContext context(String fingerprint, X509Certificate... chain)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("SSHKR");
    keys.load(null, null); // lists the keyring
    keys.setKeyEntry(fingerprint, keys.getKey(fingerprint, null), null, chain);
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Reads the certificates of a PEM file, which may be a pipe. */
  public static X509Certificate[] certificates(Path file)
      throws GeneralSecurityException, IOException {
    // Files.newInputStream would seek, which a pipe refuses
    try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toArray(X509Certificate[]::new);
    }
  }
}
