package org.sshkr.jca;

import java.security.Provider;

/** Bouncy Castle, by name: it is on the class path of the tests tagged so, and of no others. */
final class BouncyCastle {
  private BouncyCastle() {}

  static Provider provider() throws ReflectiveOperationException {
    return Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")
        .asSubclass(Provider.class)
        .getConstructor()
        .newInstance();
  }
}
