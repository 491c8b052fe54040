package org.sshkr.client;

import java.util.Optional;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;

/** Keyrings for tests, with keys in them. */
public final class Keyrings {
  private Keyrings() {}

  /** A fake that holds the test key of each size, with its size as the comment. */
  public static InMemoryKeyring of(int... sizes) {
    InMemoryKeyring keyring = new InMemoryKeyring();
    for (int bits : sizes) {
      add(keyring, bits);
    }
    return keyring;
  }

  public static Identity add(Keyring keyring, int bits) {
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      return keyring.add(key, Integer.toString(bits), Optional.empty());
    }
  }

  /** The public key line of the test key of this size. */
  public static String line(int bits) {
    return TestIdentity.of(TestKeys.publicKey(TestKeys.pair(bits)), "").line();
  }
}
