package org.sshkr.jca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The JDK's TLS over loopback: a server for one client, which it tells the key that the client has.
 */
final class TlsServer implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final SSLServerSocket socket;
  private final CompletableFuture<Void> served;

  /**
   * Starts a server.
   *
   * @param asksForKey whether the client must have a certificate
   */
  TlsServer(SSLContext context, boolean asksForKey) throws IOException {
    socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(asksForKey);
    served = CompletableFuture.runAsync(() -> serve(asksForKey));
  }

  private void serve(boolean asksForKey) {
    try (SSLSocket client = (SSLSocket) socket.accept()) {
      client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      client.startHandshake();
      String key =
          asksForKey ? fingerprint(client.getSession().getPeerCertificates()[0]) : "no key";
      client.getOutputStream().write(key.getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fingerprint(Certificate certificate) {
    RSAPublicKey key = (RSAPublicKey) certificate.getPublicKey();
    return new RsaPublicKey(key.getModulus(), key.getPublicExponent()).fingerprint();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Waits until the client has been served; an exception if that failed. */
  void await() throws Exception {
    served.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Connects with one version of TLS, and returns the server's answer. */
  String ask(SSLContext context, String protocol) throws IOException {
    try (SSLSocket client =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port())) {
      client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      client.setEnabledProtocols(new String[] {protocol});
      client.startHandshake();
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
