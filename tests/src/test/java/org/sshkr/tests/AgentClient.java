package org.sshkr.tests;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;

/** One connection to an agent: one request and one answer at a time. */
public final class AgentClient implements AutoCloseable {
  /** Connects standard input and output to a socket. Perl is on every Debian. */
  private static final String RELAY =
      """
      my $socket = IO::Socket::UNIX->new(Peer => shift) or die "$!\n";
      my $both = IO::Select->new($socket, \\*STDIN);
      while (1) {
        for my $from ($both->can_read) {
          my $to = $from == $socket ? \\*STDOUT : $socket;
          exit unless sysread $from, my $bytes, 65536;
          syswrite $to, $bytes;
        }
      }
      """;

  private final Closeable connection;
  private final DataOutputStream out;
  private final DataInputStream in;

  public AgentClient(Path socket) throws IOException {
    this(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  private AgentClient(SocketChannel channel) {
    this(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }

  private AgentClient(InputStream in, OutputStream out, Closeable connection) {
    this.connection = connection;
    this.out = new DataOutputStream(out);
    // buffered: unbuffered, an int would be four system calls
    this.in = new DataInputStream(new BufferedInputStream(in));
  }

  /**
   * Connects as another uid, which need not have an account: a process of that uid relays all
   * bytes.
   *
   * @param prefix words before the relay's own, such as a program that changes namespaces
   */
  public static AgentClient as(long uid, Path socket, String... prefix) throws IOException {
    String[] relay =
        Command.join(
            List.of(prefix),
            "perl",
            "-MIO::Socket::UNIX",
            "-MIO::Select",
            "-e",
            RELAY,
            socket.toString());
    Process process = new ProcessBuilder(Command.as(uid, relay)).start();
    return new AgentClient(
        process.getInputStream(),
        process.getOutputStream(),
        () -> process.destroyForcibly().onExit().join());
  }

  public Response ask(Request request) throws IOException {
    sendFrame(request.encode());
    return receive();
  }

  /**
   * Receives an answer.
   *
   * @throws java.io.EOFException if the agent has hung up
   */
  Response receive() throws IOException {
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
    out.flush();
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
    connection.close();
  }
}
