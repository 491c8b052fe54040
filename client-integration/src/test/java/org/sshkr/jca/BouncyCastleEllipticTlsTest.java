package org.sshkr.jca;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** TLS with Bouncy Castle as the first provider, as many programs have it. */
@Tag("slow")
@Tag("bouncy-castle")
class BouncyCastleEllipticTlsTest extends EllipticTlsTest {
  private static Installed bouncyCastle;

  @BeforeAll
  static void installBouncyCastle() throws ReflectiveOperationException {
    bouncyCastle = Installed.first(BouncyCastle.provider());
  }

  @AfterAll
  static void removeBouncyCastle() {
    bouncyCastle.close();
  }
}
