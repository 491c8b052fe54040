package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LauncherEnvironmentTest {
  @Test
  void whatAShellPassesOnNeedsNothing() {
    assertThat(new LauncherEnvironment(List.of("PWD=/", "A=1", "_b2==")).restore()).isEmpty();
  }

  @Test
  void namesThatNoShellHasAreSetByEnv() {
    LauncherEnvironment environment =
        new LauncherEnvironment(List.of("PWD=/", "BASH_FUNC_f%%=() { echo 'x'; }", "1a=b", ""));
    assertThat(environment.restore())
        .containsExactly("set -- env 'BASH_FUNC_f%%=() { echo '\\''x'\\''; }' 1a=b \"$@\"");
  }

  @Test
  void variableThatTheShellAddsIsTakenAway() {
    assertThat(new LauncherEnvironment(List.of("A=1")).restore()).containsExactly("unset PWD");
  }
}
