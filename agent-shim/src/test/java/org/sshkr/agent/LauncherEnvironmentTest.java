package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LauncherEnvironmentTest {
  @Test
  void whatAShellPassesOnNeedsNothing() {
    assertThat(new LauncherEnvironment(List.of("PWD=/", "A=1", "_b2==")).restore())
        .containsExactly("PWD=/");
  }

  @Test
  void namesThatNoShellHasAreSetByEnv() {
    LauncherEnvironment environment =
        new LauncherEnvironment(List.of("PWD=/", "BASH_FUNC_f%%=() { echo 'x'; }", "1a=b", ""));
    assertThat(environment.restore())
        .containsExactly(
            "PWD=/", "set -- env 'BASH_FUNC_f%%=() { echo '\\''x'\\''; }' 1a=b \"$@\"");
  }

  @Test
  void variableThatTheShellSetsIsAsItWas() {
    assertThat(new LauncherEnvironment(List.of("A=1")).restore()).containsExactly("unset PWD");
    assertThat(new LauncherEnvironment(List.of("PWD=/not here")).restore())
        .containsExactly("PWD='/not here'");
  }
}
