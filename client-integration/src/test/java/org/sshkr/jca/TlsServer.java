package org.sshkr.jca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.PublicKey;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

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
          asksForKey ? text(client.getSession().getPeerCertificates()[0].getPublicKey()) : "no key";
      client.getOutputStream().write(key.getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public key as the server writes it. */
  static String text(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
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
