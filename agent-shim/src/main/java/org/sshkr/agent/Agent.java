package org.sshkr.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.wire.Blob;

/**
 * The operations of an ssh-agent, apart from any socket. Safe for use by many threads. When a
 * request can't or must not be met, a method throws {@link AgentRefusal} or its keyring's
 * exception; the client learns only that it failed.
 */
public interface Agent {
  /** The keys that can sign now and that {@code client} may see. */
  List<IdentitiesAnswer.Identity> identities(Client client);

  /** Signs the request's data with the key that it names. */
  SignResponse sign(SignRequest request, Client client);

  /**
   * Adds the key in a message.
   *
   * @param message SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED; always closed when
   *     this returns
   */
  void add(RawMessage message, Client client);

  /**
   * Removes a key.
   *
   * @param key public key blob or certificate
   */
  void remove(Blob key, Client client);

  /** Removes all keys. */
  void removeAll(Client client);

  /** Stops listing and signing until {@link #unlock}, in this process and all others. */
  void lock(byte[] passphrase);

  /**
   * Called when the client's connection is to be bound to a session.
   *
   * @param contents of the request {@code session-bind@openssh.com}, after the extension's name
   */
  default void bound(Blob contents, Client client) {}

  /** The socket of the agent behind this one; empty if there is none now. */
  default Optional<Path> upstream() {
    return Optional.empty();
  }

  /** Whether this agent, or an agent behind it, sent {@code mark}. */
  default boolean leadsTo(LoopMark mark) {
    return false;
  }

  /** Called when the client's connection is closed. */
  default void gone(Client client) {}

  /** Ends a {@link #lock} that was made with this passphrase. */
  void unlock(byte[] passphrase);
}
