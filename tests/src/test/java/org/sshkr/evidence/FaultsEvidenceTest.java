package org.sshkr.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.tests.ClientLoad.Outcome;

/** The claims of docs/evidence/faults.md, in short: some of the faults, for two seconds each. */
@Tag("kernel")
@Tag("programs")
@Tag("long")
class FaultsEvidenceTest {
  private static Victim victim;

  @BeforeAll
  static void create() throws IOException {
    victim = Victim.create(2048);
  }

  @AfterAll
  static void remove() {
    victim.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a key is revoked", "no more descriptors", "the log can't be written"})
  void noKeyIsLostAndNoAnswerIsWrong(String name) throws Exception {
    Fault fault =
        FaultsSection.all().stream()
            .filter(one -> one.name().startsWith(name))
            .findFirst()
            .orElseThrow();
    try (Scene scene = Scene.set(victim, fault, Duration.ofSeconds(2))) {
      fault.course().run(scene);
      scene.load().close();
      assertThat(scene.times()).isPositive();
      assertThat(scene.load().count(Outcome.RIGHT)).isPositive();
      assertThat(scene.load().wrong()).isEmpty();
      assertThat(scene.load().count(Outcome.REFUSED)).isZero();
      assertThat(scene.lostAfterwards()).isZero();
    }
  }
}
