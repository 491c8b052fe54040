package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and ending agents in unusual situations. */
@Tag("kernel")
@Tag("programs")
class AgentStartTest {
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

  /** Testing, deleting and binding were three steps: of six agents, three ran. */
  @Test
  void ofSixAgentsThatStartOverAStaleSocketOneRuns() throws Exception {
    Path socket = alice.file("socket");
    for (int round = 0; round < 3; round++) {
      AgentProcess stale = AgentProcess.start(alice, "-a", socket.toString());
      stale.kill();
      assertThat(socket).exists();
      List<Process> started = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        started.add(
            new ProcessBuilder(
                    alice.command(List.of(), Command.sshAgentKr(), "-D", "-a", socket.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      CountDownLatch ended = new CountDownLatch(5); // slow machines take minutes for this
      List<CompletableFuture<Void>> unused = new ArrayList<>();
      started.forEach(process -> unused.add(process.onExit().thenRun(ended::countDown)));
      assertThat(ended.await(5, TimeUnit.MINUTES)).isTrue();
      Process running = started.stream().filter(Process::isAlive).findFirst().orElseThrow();
      for (Process process : started) {
        if (process != running) {
          assertThat(process.exitValue()).isEqualTo(1);
          assertThat(lastLine(process))
              .isEqualTo("ssh-agent-kr: an agent listens already at " + socket);
        }
      }
      assertThat(alice.run(List.of("SSH_AUTH_SOCK=" + socket), "ssh-add", "-l").status())
          .isEqualTo(1);
      running.toHandle().destroy();
      running.waitFor();
      assertThat(socket).doesNotExist();
      assertThat(alice.file("socket.lock")).doesNotExist();
    }
  }

  /** The line after the output of keyctl session. */
  private static String lastLine(Process process) throws IOException {
    List<String> lines = process.errorReader().lines().toList();
    return lines.get(lines.size() - 1);
  }

  /** As root this ended init, or the main program of a container. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "-1", "x", "99999999999999999999", ""})
  void processIdThatNoAgentHasIsRefused(String pid) {
    Command.Result result =
        Command.run(Map.of("SSH_AGENT_PID", pid), Command.sshAgentKr(), "-s", "-k");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo("ssh-agent-kr: SSH_AGENT_PID is not the process id of an agent: " + pid + "\n");
  }

  @Test
  void processThatIsNoAgentIsNotEnded() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      Command.Result result =
          Command.run(
              Map.of("SSH_AGENT_PID", Long.toString(other.pid())), Command.sshAgentKr(), "-k");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.err())
          .isEqualTo(
              "ssh-agent-kr: the process that SSH_AGENT_PID names is not ssh-agent-kr, and goes on:"
                  + " "
                  + other.pid()
                  + " (sleep)\n");
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroy();
      other.waitFor();
    }
  }

  @Test
  void temporaryDirectoryThatIsTooLongForASocketIsNotUsed() {
    String deep = "d".repeat(90);
    alice.run("mkdir", deep).succeeded();
    Command.Result result =
        alice.run(
            List.of("TMPDIR=" + alice.file(deep)),
            Command.sshAgentKr(),
            "sh",
            "-c",
            "echo $SSH_AUTH_SOCK; ssh-add -l");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).startsWith("/tmp/ssh-kr-").contains("no identities");
    assertThat(alice.run("ls", deep).out()).isEmpty();
  }

  /**
   * /proc mounted with hidepid hides the agent, which allows no dumps, even from its user: ending
   * it failed with "there is no process". ssh-agent sends the signal.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ssh-agent-kr", "ssh-agent"})
  void agentThatProcHidesIsEnded(String program) throws Exception {
    String script =
        "eval \"$(\"$0\" -s)\" >&2; ! cat /proc/$SSH_AGENT_PID/cmdline || exit 3;"
            + " echo $SSH_AGENT_PID; exec \"$0\" -k";
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c"));
    command.addAll(List.of("mount -t proc -o hidepid=2 proc /proc && exec \"$@\"", "sh"));
    String agent = program.equals("ssh-agent") ? program : Command.sshAgentKr();
    command.addAll(List.of(alice.command(List.of(), "sh", "-c", script, agent)));
    Command.Result result = Command.run(command.toArray(new String[0])).succeeded();
    String pid = result.lines().get(0);
    assertThat(result.out()).contains("echo Agent pid " + pid + " killed;");
    Await.until("it ends", () -> !Files.exists(Path.of("/proc", pid)));
  }
}
