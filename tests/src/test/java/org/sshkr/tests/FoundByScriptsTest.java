package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Start-up files of shells, keychain and others search the processes for an agent, and start
 * another one in each shell if they find none. They saw ssh-agent-kr as "java".
 */
@Tag("keyrings")
class FoundByScriptsTest {
  private static User alice;

  @BeforeAll
  static void create() {
    alice = User.create("sshkr-alice");
  }

  @AfterEach
  void forget() {
    alice.forgetKeys();
  }

  @AfterAll
  static void remove() {
    alice.close();
  }

  /** Each line is one way to search; {@code $1} is the agent's name. */
  private static final String LOOKS =
      """
      pgrep -u sshkr-alice "$1"
      pgrep -x "$1"
      ps -U sshkr-alice -o pid,ucomm | grep -- "$SSH_AGENT_PID $1"
      ps -e -o pid=,uid=,comm= | grep -E "^ *$SSH_AGENT_PID .* $1\\$"
      ps -ef | grep "$SSH_AGENT_PID" | grep "$1\\$"
      ps x | grep "$1" | grep -q "$SSH_AGENT_PID"
      """;

  private static String script(String start) {
    String looks =
        LOOKS
            .lines()
            .map(line -> "{ " + line + "; } >/dev/null || echo 'not found by: " + line + "'")
            .collect(Collectors.joining("\n"));
    return start + " >/dev/null\n" + looks + "\nkill $SSH_AGENT_PID\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-agent-kr", "ssh-agent"})
  void agentIsFoundByTheNameThatItWasCalledBy(String name) {
    alice.run("ln", "-s", Command.sshAgentKr(), name).succeeded();
    for (String options : List.of("", " -s", " -t 1h")) {
      Command.Result result =
          alice.run("sh", "-c", script("eval \"$(./$1" + options + ")\""), "sh", name);
      assertThat(result.succeeded().out()).as(options).isEmpty();
    }
  }
}
