package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.key.RsaPublicKey;

class BlindingTest {
  private static final RsaPublicKey KEY = TestKeys.publicKey(TestKeys.pair(2048));
  private static final byte[] ONE = BlindedRsaSigner.fixedLength(BigInteger.ONE, KEY.size());
  private static final int DRAWN_AFTER = 32;

  @Test
  void factorsBelongTogetherDifferEachTimeAndAreRedrawnAfter32Uses() {
    BigInteger n = KEY.modulus();
    Blinding blinding = new Blinding(KEY, new SecureRandom());
    Set<BigInteger> seen = new HashSet<>();
    List<Integer> drawn = new ArrayList<>();
    BigInteger squared = BigInteger.ZERO;
    for (int i = 0; i <= 2 * DRAWN_AFTER; i++) {
      Blinding.Pair pair = blinding.next();
      BigInteger blind = new BigInteger(1, pair.blind(ONE));
      BigInteger unblind = new BigInteger(1, pair.unblind(ONE));
      assertThat(unblind.modPow(KEY.exponent(), n).multiply(blind).mod(n))
          .isEqualTo(BigInteger.ONE);
      assertThat(seen.add(unblind)).isTrue();
      if (!blind.equals(squared)) {
        drawn.add(i);
      }
      squared = blind.multiply(blind).mod(n);
    }
    assertThat(drawn).containsExactly(0, DRAWN_AFTER, 2 * DRAWN_AFTER);
  }

  /** A source whose first numbers are 0 and 1, which would not blind. */
  @Test
  void zeroAndOneAreNotDrawn() {
    SecureRandom low =
        new SecureRandom() {
          private static final long serialVersionUID = 1;
          private int calls;

          @Override
          public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (calls < 2) {
              Arrays.fill(bytes, (byte) 0);
              bytes[bytes.length - 1] = (byte) calls;
            }
            calls++;
          }
        };
    Blinding.Pair pair = new Blinding(KEY, low).next();
    assertThat(new BigInteger(1, pair.blind(ONE))).isGreaterThan(BigInteger.ONE);
    assertThat(new BigInteger(1, pair.unblind(ONE))).isGreaterThan(BigInteger.ONE);
  }
}
