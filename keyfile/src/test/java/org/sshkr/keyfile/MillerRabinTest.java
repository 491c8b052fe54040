package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MillerRabinTest {
  @Test
  void primesFromThreeOnPass() {
    for (BigInteger n = BigInteger.valueOf(3); n.intValue() < 2000; n = n.nextProbablePrime()) {
      assertThat(MillerRabin.isProbablePrime(n)).as("%s", n).isTrue();
    }
  }

  @Test
  void evenNumbersFail() {
    for (int n = 4; n < 2000; n += 2) {
      assertThat(MillerRabin.isProbablePrime(BigInteger.valueOf(n))).as("%s", n).isFalse();
    }
  }

  /** A composite passes a round at most one time in four, so none passes a hundred rounds. */
  @Test
  void oddCompositesFailSooner() {
    for (int n : new int[] {9, 15, 91, 341, 561, 1105, 2047, 3277, 65535}) {
      BigInteger composite = BigInteger.valueOf(n);
      assertThat(IntStream.range(0, 100).allMatch(i -> MillerRabin.isProbablePrime(composite)))
          .as("%s", n)
          .isFalse();
    }
  }
}
