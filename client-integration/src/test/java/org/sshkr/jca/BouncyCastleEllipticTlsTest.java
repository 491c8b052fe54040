package org.sshkr.jca;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
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

  static Stream<Arguments> handshakes() {
    return EllipticTlsTest.handshakes().filter(BouncyCastleEllipticTlsTest::isTaken);
  }

  static Stream<Arguments> handshakesWithOpenssl() {
    return EllipticTlsTest.handshakesWithOpenssl().filter(BouncyCastleEllipticTlsTest::isTaken);
  }

  /** Bouncy Castle calls a certificate's key Ed25519, where the JDK's TLS looks for EdDSA. */
  private static boolean isTaken(Arguments handshake) {
    return !handshake.get()[1].equals(EllipticTestKeys.ED25519);
  }

  @AfterAll
  static void removeBouncyCastle() {
    bouncyCastle.close();
  }
}
