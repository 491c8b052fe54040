package org.sshkr.tests;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;

/** One connection to an agent: one request and one answer at a time. */
public final class AgentClient implements AutoCloseable {
  private final SocketChannel channel;
  private final DataOutputStream out;
  private final DataInputStream in;

  public AgentClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    out = new DataOutputStream(Channels.newOutputStream(channel));
    // buffered: unbuffered, an int would be four system calls
    in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
  }

  public Response ask(Request request) throws IOException {
    sendFrame(request.encode());
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    return Response.decode(answer);
  }

  /** Sends a message, preceded by its length. */
  void sendFrame(byte[] message) throws IOException {
    send(
        ByteBuffer.allocate(Integer.BYTES + message.length)
            .putInt(message.length)
            .put(message)
            .array());
  }

  /** Sends bytes unchanged. */
  void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Has the agent sign, and fails if it does not. */
  public void sign(SignRequest request) {
    try {
      if (!(ask(request) instanceof SignResponse)) {
        throw new IllegalStateException("the agent refused to sign");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
