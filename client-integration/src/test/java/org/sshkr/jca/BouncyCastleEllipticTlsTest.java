package org.sshkr.jca;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.sshkr.keyring.EllipticTestKeys;

/** TLS with Bouncy Castle as the first provider, as many programs have it. */
@Tag("slow")
@Tag("bouncy-castle")
class BouncyCastleEllipticTlsTest extends EllipticTlsTest {
  private static Installed bouncyCastle;

  @BeforeAll
  static void installBouncyCastle() throws ReflectiveOperationException {
    bouncyCastle = Installed.first(BouncyCastle.provider());
  }

  /** Bouncy Castle calls a certificate's key Ed25519, where the JDK's TLS looks for EdDSA. */
  @Override
  boolean takes(String type) {
    return !type.equals(EllipticTestKeys.ED25519);
  }

  @AfterAll
  static void removeBouncyCastle() {
    bouncyCastle.close();
  }
}
