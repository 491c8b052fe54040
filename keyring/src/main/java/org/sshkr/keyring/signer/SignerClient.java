package org.sshkr.keyring.signer;

import java.io.IOException;
import java.util.List;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/** A connection to ssh-signer-kr. */
final class SignerClient implements AutoCloseable {
  private final AgentConnection connection;

  private SignerClient(AgentConnection connection) {
    this.connection = connection;
  }

  /**
   * Connects to the signer.
   *
   * @throws KeyringException.Unavailable if nobody answers
   */
  static SignerClient open(SignerSocket socket) {
    try {
      return new SignerClient(socket.open());
    } catch (IOException e) {
      throw failed(e);
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
      return decode(connection.exchange(message));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Response decode(byte[] answer) {
    try {
      return Response.decode(answer);
    } catch (WireFormatException e) {
      throw new KeyringException.Failed("the signer's answer is malformed: " + e.getMessage());
    }
  }

  /** Sends an extension request and returns the contents of the answer. */
  Blob ask(Extension extension) {
    return contents(extension, exchange(extension));
  }

  /** The contents of an answer to an extension request. */
  static Blob contents(Extension extension, Response answer) {
    if (answer instanceof ExtensionResponse response && response.name().equals(extension.name())) {
      return response.contents();
    }
    throw new KeyringException.Failed("the signer refuses " + extension.name());
  }

  /** Sends a request and returns whether it succeeded. */
  boolean did(Request request) {
    return exchange(request) instanceof Success;
  }

  /**
   * Sends a passphrase to unlock the user's keys with, and returns whether it was right. It is
   * copied only into memory that is wiped.
   */
  boolean unlocks(byte[] passphrase) {
    try (SecretBytes message = SecretBytes.moveFrom(new Unlock(passphrase).encode())) {
      return decode(connection.exchange(SignerSocket.PATIENCE, message.memory()))
          instanceof Success;
    } catch (IOException e) {
      throw failed(e);
    }
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
