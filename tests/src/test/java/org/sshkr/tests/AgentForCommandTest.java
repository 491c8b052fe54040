package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent for a command, compared with ssh-agent: its caller sees only the command. */
@Tag("keyrings")
class AgentForCommandTest {
  private static User alice;

  @BeforeAll
  static void create() {
    alice = User.create("sshkr-alice");
  }

  @AfterAll
  static void remove() {
    alice.close();
  }

  static Stream<String> programs() {
    return Stream.of("ssh-agent", Command.sshAgentKr());
  }

  private static Command.Result run(String program, String... words) {
    return alice.run(Command.join(List.of(program), words));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void statusIsTheCommands(String program) {
    assertThat(run(program, "sh", "-c", "exit 7").status()).isEqualTo(7);
    assertThat(run(program, "--", "sh", "-c", "kill -9 $$").status()).isEqualTo(137);
  }

  /** SIGTERM reached only the agent, which ended and left the command running. */
  @ParameterizedTest
  @MethodSource("programs")
  void signalReachesTheCommandAndItsStatusComesBack(String program) throws Exception {
    String script = "trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.1; done";
    Process process =
        new ProcessBuilder(alice.command(List.of(), program, "sh", "-c", script)).start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("ready");
      process.toHandle().destroy();
      assertThat(lines.readLine()).isEqualTo("caught");
      assertThat(process.waitFor()).isEqualTo(7);
    }
  }

  /** Ctrl-C killed the agent, and orphaned a program that handles it. */
  @ParameterizedTest
  @MethodSource("programs")
  void commandIsTheOriginalProcessAndTheAgentHasASessionOfItsOwn(String program) {
    String shown = "cut -d ' ' -f 5,6 /proc/$$/stat; cut -d ' ' -f 6 /proc/$SSH_AGENT_PID/stat";
    String script = "echo $$; cut -d ' ' -f 5,6 /proc/$$/stat; exec \"$@\"";
    List<String> lines =
        alice
            .run("sh", "-c", script, "sh", program, "sh", "-c", "echo $$; " + shown)
            .succeeded()
            .lines();
    assertThat(lines.get(2)).as("process").isEqualTo(lines.get(0));
    assertThat(lines.get(3)).as("process group and session").isEqualTo(lines.get(1));
    assertThat(lines.get(4)).as("the agent's session").isNotEqualTo(lines.get(1).split(" ", -1)[1]);
  }

  /** The launcher changed the locale, and removed variables that the JVM would read. */
  @ParameterizedTest
  @MethodSource("programs")
  void environmentIsLeftAlone(String program) {
    List<String> variables =
        List.of(
            "LC_ALL=C",
            "LC_CTYPE=POSIX",
            "JAVA_TOOL_OPTIONS=-Dx=1",
            "_JAVA_OPTIONS=-Dx=2",
            "JDK_JAVA_OPTIONS=-Dx=3",
            "BASH_FUNC_function%%=() { echo exported; }",
            "odd.name=it's",
            "home=mine",
            "java=mine",
            "program=mine",
            "option=mine",
            "why=mine");
    List<String> before = alice.run(variables, "env").succeeded().lines();
    List<String> during = alice.run(variables, program, "env").succeeded().lines();
    assertThat(during)
        .filteredOn(line -> !line.startsWith("SSH_AUTH_SOCK=") && !line.startsWith("SSH_AGENT_PID"))
        .containsExactlyInAnyOrderElementsOf(before);
    assertThat(during).hasSize(before.size() + 2);
  }

  /** As with OpenSSH 9's ssh-agent; version 10 closes them. */
  @Test
  void inheritedDescriptorsStayOpen() {
    String script = "exec 5<<end 7>&1\nfrom five\nend\nexec \"$@\"";
    Command.Result result =
        alice.run(
            "sh",
            "-c",
            script,
            "sh",
            Command.sshAgentKr(),
            "sh",
            "-c",
            "cat <&5; echo to seven >&7");
    assertThat(result.succeeded().out()).isEqualTo("from five\nto seven\n");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void standardInputIsTheCommands(String program) {
    String script = "echo typed | \"$0\" -t 1h cat";
    assertThat(alice.run("sh", "-c", script, program).succeeded().out()).isEqualTo("typed\n");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void argumentsArePassedOnAsTheyAre(String program) {
    Command.Result result =
        run(program, "-t", "60", "printf", "[%s]", "", "a b", "*", "$HOME", "-k", "it's", "x\ny");
    assertThat(result.succeeded().out()).isEqualTo("[][a b][*][$HOME][-k][it's][x\ny]");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void commandThatIsNotFoundIsSaidAsSshAgentDoes(String program) {
    // a directory of the caller's PATH that alice may not enter would be "Permission denied" for
    // both
    Command.Result missing = run("env", "PATH=/usr/bin:/bin", program, "no-such-command");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("no-such-command: No such file or directory\n");
    Command.Result directory = run(program, "/tmp");
    assertThat(directory.status()).isEqualTo(1);
    assertThat(directory.err()).isEqualTo("/tmp: Permission denied\n");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void agentEndsAfterTheCommandAndItsSocketGoes(String program) throws IOException {
    Command.Result result =
        run(
            program,
            "sh",
            "-c",
            "test -S \"$SSH_AUTH_SOCK\" && echo $SSH_AGENT_PID $SSH_AUTH_SOCK");
    String[] words = result.succeeded().out().strip().split(" ", -1);
    Await.until("the agent ends", () -> !Files.exists(Path.of("/proc", words[0])));
    assertThat(Path.of(words[1])).doesNotExist();
  }
}
