package org.sshkr.jca;

import java.security.Provider;

/** Bouncy Castle, loaded by name: only the tests with its tag have it on the class path. */
final class BouncyCastle {
  private BouncyCastle() {}

  static Provider provider() throws ReflectiveOperationException {
    return Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")
        .asSubclass(Provider.class)
        .getConstructor()
        .newInstance();
  }
}
