package org.sshkr.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * An agent that lists and signs according to a test's script, on a unix socket, for one connection.
 */
final class ScriptedAgent implements AutoCloseable {
  static final int REQUEST_IDENTITIES = 11;
  static final int IDENTITIES_ANSWER = 12;
  static final int SIGN_REQUEST = 13;
  static final int SIGN_RESPONSE = 14;

  private final ServerSocketChannel listener;
  private final CompletableFuture<Void> clientLeft = new CompletableFuture<>();

  /** Answers one request. */
  interface Script {
    /**
     * Writes any answer to {@code client}.
     *
     * @param type the request's first byte
     * @param request the rest
     */
    void answer(SocketChannel client, int type, WireReader request) throws Exception;
  }

  private ScriptedAgent(ServerSocketChannel listener) {
    this.listener = listener;
  }

  static ScriptedAgent start(Path socket, Script script) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    ScriptedAgent agent = new ScriptedAgent(listener);
    Thread thread = new Thread(() -> agent.serve(script), "scripted-agent");
    thread.setDaemon(true);
    thread.start();
    return agent;
  }

  private void serve(Script script) {
    try (SocketChannel client = listener.accept()) {
      while (true) {
        byte[] request = new byte[read(client, Integer.BYTES).getInt()];
        read(client, request.length).get(request);
        WireReader in = new WireReader(request);
        script.answer(client, in.readByte(), in);
      }
    } catch (IOException e) {
      clientLeft.complete(null);
    } catch (Exception e) { // a script may throw anything
      clientLeft.completeExceptionally(e);
    }
  }

  private static ByteBuffer read(SocketChannel client, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (client.read(bytes) < 0) {
        throw new IOException("the client left");
      }
    }
    return bytes.flip();
  }

  /** Sends a whole message with its length. */
  static void send(SocketChannel client, WireWriter message) throws IOException {
    sendRaw(client, new WireWriter().writeString(message.toByteArray()));
  }

  /** Sends any bytes. */
  static void sendRaw(SocketChannel client, WireWriter bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }

  /** SSH_AGENT_IDENTITIES_ANSWER with one key: RFC 9987, section 3.5. */
  static WireWriter listOf(byte[] blob) {
    return new WireWriter()
        .writeByte(IDENTITIES_ANSWER)
        .writeUint32(1)
        .writeString(blob)
        .writeText("scripted");
  }

  /** SSH_AGENT_SIGN_RESPONSE: RFC 9987, section 3.6. */
  static WireWriter signature(String algorithm, byte[] signature) {
    return new WireWriter()
        .writeByte(SIGN_RESPONSE)
        .writeString(new WireWriter().writeText(algorithm).writeString(signature).toByteArray());
  }

  /** Returns once the client has closed the connection. */
  void awaitClientLeft() throws Exception {
    clientLeft.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
