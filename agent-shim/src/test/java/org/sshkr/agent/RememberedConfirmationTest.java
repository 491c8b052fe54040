package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.PeerCredentials;

class RememberedConfirmationTest {
  private static final Client CLIENT = client(ProcessHandle.current().pid());
  private static final Identity ONE = identity(2048);
  private static final Identity OTHER = identity(3072);

  private final List<String> asked = new ArrayList<>();
  private boolean agrees = true;

  private static Client client(long pid) {
    return new Client(new PeerCredentials((int) pid, 1000, 100));
  }

  private static Identity identity(int bits) {
    return TestIdentity.of(
        TestKeys.publicKey(TestKeys.pair(bits)), "", Constraints.NONE, List.of());
  }

  private Confirmation remembered(Duration time) {
    return new RememberedConfirmation(
        (identity, client, purpose) -> {
          asked.add(purpose);
          if (!agrees) {
            throw new AgentRefusal("no");
          }
        },
        time);
  }

  @Test
  void yesHoldsForTheSameKeyProgramsAndPurpose() throws Exception {
    Confirmation confirmation = remembered(Duration.ofHours(1));
    Process other = new ProcessBuilder("sleep", "1000").start();
    try {
      confirmation.require(ONE, CLIENT, "a");
      confirmation.require(ONE, CLIENT, "a");
      confirmation.require(ONE, client(ProcessHandle.current().pid()), "a");
      assertThat(asked).containsExactly("a");
      confirmation.require(ONE, CLIENT, "b");
      confirmation.require(OTHER, CLIENT, "a");
      confirmation.require(ONE, client(other.pid()), "a");
      assertThat(asked).containsExactly("a", "b", "a", "a");
    } finally {
      other.destroy();
    }
  }

  @Test
  void noIsNotRemembered() {
    Confirmation confirmation = remembered(Duration.ofHours(1));
    agrees = false;
    assertThatThrownBy(() -> confirmation.require(ONE, CLIENT, ""))
        .isInstanceOf(AgentRefusal.class);
    assertThatThrownBy(() -> confirmation.require(ONE, CLIENT, ""))
        .isInstanceOf(AgentRefusal.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void yesEndsWithItsTime() {
    Confirmation confirmation = remembered(Duration.ofNanos(1));
    confirmation.require(ONE, CLIENT, "");
    confirmation.require(ONE, CLIENT, "");
    assertThat(asked).hasSize(2);
  }
}
