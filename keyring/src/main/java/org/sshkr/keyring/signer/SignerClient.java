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
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/** One connection to ssh-signer-kr. */
final class SignerClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int OTHERS_WRITE = 0b000_010_010;

  private final AgentConnection connection;

  private SignerClient(AgentConnection connection) {
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @throws KeyringException.Unavailable if nobody is there
   */
  static SignerClient open(Path socket) {
    try {
      return new SignerClient(AgentConnection.open(socket, PATIENCE));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Whether the signer is there: its socket, in a directory where nobody but root and this user can
   * put one.
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

  /**
   * Sends a request and gives the answer.
   *
   * @throws KeyringException.Unsupported if it is longer than any agent takes
   */
  Response exchange(Request request) {
    byte[] message = request.encode();
    if (message.length > Framing.MAX_MESSAGE) {
      throw new KeyringException.Unsupported(
          "ssh-signer-kr takes at most "
              + Framing.MAX_MESSAGE
              + " bytes; this request has "
              + message.length);
    }
    try {
      return Response.decode(connection.exchange(message));
    } catch (IOException e) {
      throw failed(e);
    } catch (WireFormatException e) {
      throw new KeyringException.Failed("the signer does not answer as one: " + e.getMessage());
    }
  }

  /** The contents of the answer to an extension. */
  Blob ask(Extension extension) {
    if (exchange(extension) instanceof ExtensionResponse response
        && response.name().equals(extension.name())) {
      return response.contents();
    }
    throw new KeyringException.Failed("the signer refuses " + extension.name());
  }

  /** Whether the request was met. */
  boolean did(Request request) {
    return exchange(request) instanceof Success;
  }

  /** Binds the connection as the one that a request came by. */
  void bind(List<Blob> sessionBinds) {
    for (Blob bind : sessionBinds) {
      did(new Extension(SessionBind.NAME, bind)); // one that is refused binds nothing
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
      // nothing is left to be lost
    }
  }
}
