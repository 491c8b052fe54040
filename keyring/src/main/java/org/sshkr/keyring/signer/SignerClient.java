package org.sshkr.keyring.signer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sshkr.keyring.KeyringException;
import org.sshkr.process.CurrentProcess;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/** A connection to ssh-signer-kr. */
final class SignerClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int OTHERS_WRITE = 0b000_010_010;

  private final AgentConnection connection;

  private SignerClient(AgentConnection connection) {
    this.connection = connection;
  }

  /**
   * Connects to the signer.
   *
   * @throws KeyringException.Unavailable if nobody answers
   */
  static SignerClient open(Path socket) {
    try {
      return new SignerClient(AgentConnection.open(socket, PATIENCE));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Whether the signer's socket exists, in a directory where only root or this user can create one.
   */
  static boolean isThere(Path socket) {
    try {
      Path directory = socket.toAbsolutePath().getParent();
      int owner = (int) Files.getAttribute(directory, "unix:uid");
      int mode = (int) Files.getAttribute(directory, "unix:mode");
      boolean trusted = owner == 0 || owner == CurrentProcess.effectiveUid();
      return trusted && (mode & OTHERS_WRITE) == 0 && Files.exists(socket);
    } catch (IOException e) {
      return false;
    }
  }

  Response exchange(Request request) {
    try {
      return Response.decode(connection.exchange(request.encode()));
    } catch (IOException e) {
      throw failed(e);
    } catch (WireFormatException e) {
      throw new KeyringException.Failed("the signer's answer is malformed: " + e.getMessage());
    }
  }

  /** Sends an extension request and returns the contents of the answer. */
  Blob ask(Extension extension) {
    if (exchange(extension) instanceof ExtensionResponse response
        && response.name().equals(extension.name())) {
      return response.contents();
    }
    throw new KeyringException.Failed("the signer refuses " + extension.name());
  }

  /** Sends a request and returns whether it succeeded. */
  boolean did(Request request) {
    return exchange(request) instanceof Success;
  }

  /** Binds this connection to the same sessions as the connection that a request came from. */
  void bind(List<Blob> sessionBinds) {
    for (Blob bind : sessionBinds) {
      did(new Extension(SessionBind.NAME, bind)); // a refused one has no effect
    }
  }

  private static KeyringException failed(IOException e) {
    return new KeyringException.Unavailable("ssh-signer-kr does not answer: " + e.getMessage());
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      // nothing is left to lose
    }
  }
}
