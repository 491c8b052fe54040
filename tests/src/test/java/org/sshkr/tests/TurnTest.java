package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static final Duration CALL = Duration.ofMillis(10);

  /** They did count: tenfold for an agent that signs for one client after the other. */
  @Test
  void callsThatWaitWhenTheTurnEndsDoNotCountAsIfDoneByThen() throws Exception {
    double perSecond =
        Turn.perSecond(16, Duration.ofMillis(50), caller -> caller.repeat(this::oneAtATime));
    assertThat(perSecond).isPositive().isLessThanOrEqualTo(1e9 / CALL.toNanos());
  }

  private synchronized void oneAtATime() {
    long end = System.nanoTime() + CALL.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
