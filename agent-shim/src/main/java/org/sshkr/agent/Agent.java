package org.sshkr.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sshkr.agent.server.RawMessage;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.wire.Blob;

/**
 * What an ssh-agent does, apart from any socket. Safe for use by many threads. Where a request
 * can't or must not be met, a method throws an {@link AgentRefusal}, or whatever its keyring
 * throws: the client learns only that it failed.
 */
public interface Agent {
  /** The keys that can sign now, and that {@code client} may know of. */
  List<IdentitiesAnswer.Identity> identities(Client client);

  /** Signs what the request says, with the key that it names. */
  SignResponse sign(SignRequest request, Client client);

  /**
   * Adds the key that a message holds.
   *
   * @param message SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED; closed when this
   *     returns, whatever happens
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

  /** Neither lists nor signs until {@link #unlock}, in this process and any other. */
  void lock(byte[] passphrase);

  /**
   * The client's connection was bound to a session.
   *
   * @param contents of the request, behind the extension's name: {@code session-bind@openssh.com}
   */
  default void bound(Blob contents, Client client) {}

  /** The socket of the agent behind this one; empty if none stands there now. */
  default Optional<Path> upstream() {
    return Optional.empty();
  }

  /** Whether this agent, or one behind it, is the one that sent {@code mark}. */
  default boolean leadsTo(LoopMark mark) {
    return false;
  }

  /** The client's connection is closed. */
  default void gone(Client client) {}

  /** Ends a {@link #lock} with this passphrase. */
  void unlock(byte[] passphrase);
}
