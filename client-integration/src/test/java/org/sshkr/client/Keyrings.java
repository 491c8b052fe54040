package org.sshkr.client;

import java.util.Optional;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.keyring.signer.InMemorySigner;
import org.sshkr.keyring.signer.SplitKeyring;

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

  /** A fake that holds an RSA key in the kernel and a key of each other type in the signer. */
  public static SplitKeyring ofAllTypes() {
    SplitKeyring keyring = new SplitKeyring(of(2048), new InMemorySigner(), false);
    EllipticTestKeys.TYPES.forEach(type -> add(keyring, type));
    return keyring;
  }

  /** Adds the test key of a type that is not RSA, with the type as the comment. */
  public static Identity add(Keyring keyring, String type) {
    try (PrivateKey key = EllipticTestKeys.privateKey(type)) {
      return keyring.add(key, type, Optional.empty());
    }
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
