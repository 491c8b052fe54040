package org.sshkr.add;

import java.util.function.Predicate;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.keyring.Keyring;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The keys that the keyring holds, by type and size. Others are read too, and go to the agent
 * behind.
 *
 * @param types whether a type such as {@code ssh-ed25519} is one of them
 * @param keys whether a key is one of them
 */
record HeldTypes(Predicate<String> types, Predicate<SshPublicKey> keys) {
  /** The types that a keyring accepts. */
  static HeldTypes of(Keyring keyring) {
    return new HeldTypes(keyring::accepts, keyring::accepts);
  }

  /** Whether the keyring holds keys of this type. */
  boolean has(String type) {
    return types.test(type);
  }

  /** Returns a key that it holds, and throws for any other. */
  SshPublicKey require(SshPublicKey key) throws AgentOnlyKeyException {
    if (keys.test(key)) {
      return key;
    }
    throw key instanceof RsaPublicKey
        ? AgentOnlyKeyException.ofRsa(key.bits())
        : AgentOnlyKeyException.ofType(key.type()).orElseThrow();
  }
}
