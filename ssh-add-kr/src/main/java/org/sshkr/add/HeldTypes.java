package org.sshkr.add;

import java.util.function.Predicate;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The types of keys that the keyring holds. Keys of other types are read too, and go to the agent
 * behind.
 *
 * @param held whether a type such as {@code ssh-ed25519} is one of them
 */
record HeldTypes(Predicate<String> held) {
  /** Whether the keyring holds keys of this type. */
  boolean has(String type) {
    return held.test(type);
  }

  /** Returns a key of such a type, and throws for any other. */
  SshPublicKey require(SshPublicKey key) throws AgentOnlyKeyException {
    if (!has(key.type())) {
      throw AgentOnlyKeyException.ofType(key.type()).orElseThrow();
    }
    return key;
  }
}
