package org.sshkr.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OtherProcessTest {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void processIsThereUntilItEnds() throws Exception {
    Process sleeping = new ProcessBuilder("sleep", "600").start();
    OtherProcess process = new OtherProcess((int) sleeping.pid());
    assertThat(process.exists()).isTrue();
    assertThat(process.terminate()).isTrue();
    process.awaitEnd();
    assertThat(sleeping.waitFor()).isEqualTo(128 + 15);
    assertThat(process.exists()).isFalse();
    assertThat(process.terminate()).isFalse();
  }

  @Test
  void processOfAnotherUserIsThere() {
    assertThat(new OtherProcess(1).exists()).isTrue();
  }
}
