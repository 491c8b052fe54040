package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both programs without something that Java relies on: a locale, memory, standard descriptors. */
@Tag("kernel")
@Tag("programs")
class SurroundingsTest {
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

  private static boolean exists(Path socket) {
    return Files.exists(socket);
  }

  /** The JVM wrote into its own files, and died of a segmentation fault. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<&-",
        ">&-",
        "2>&-",
        "<&- >&-",
        "<&- 2>&-",
        ">&- 2>&-",
        "<&- >&- 2>&-",
      })
  void closedStandardDescriptorsHarmNeitherProgram(String closed) throws Exception {
    alice.giveKey("key", 2048, "");
    Path socket = alice.file("socket");
    alice.run("sh", "-c", "exec \"$0\" -q key " + closed, Command.sshAddKr()).succeeded();
    String script = "exec \"$0\" -D -a \"$1\" " + closed;
    Process agent =
        new ProcessBuilder(
                alice.command(
                    List.of(), "sh", "-c", script, Command.sshAgentKr(), socket.toString()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Await.until("it listens", () -> exists(socket) || !agent.isAlive());
      alice.run(List.of("SSH_AUTH_SOCK=" + socket), "ssh-add", "-T", "key.pub").succeeded();
    } finally {
      agent.destroy();
      agent.waitFor();
    }
    assertThat(socket).doesNotExist();
  }

  /**
   * A file whose name is not ASCII caused a stack trace, the files after it were not loaded, and
   * the agent did not find its socket.
   */
  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=de_DE.UTF-8", "LC_ALL=C", "LC_ALL=", "LC_CTYPE=xx_YY"})
  void localeThatIsNotUtf8OrNotInstalledChangesNoName(String locale) {
    alice.giveKey("schlüssel", 2048, "");
    alice.giveKey("two", 3072, "");
    List<String> variables = List.of(locale);
    assertThat(alice.run(variables, Command.sshAddKr(), "schlüssel", "two").succeeded().err())
        .isEqualTo(
            """
            Identity added: schlüssel (schlüssel of sshkr-alice)
            Identity added: two (two of sshkr-alice)
            """);
    assertThat(alice.run(variables, Command.sshAddKr(), "-L").succeeded().out())
        .contains(" schlüssel of sshkr-alice\n")
        .contains(" two of sshkr-alice\n");
    String script =
        "umask 077; exec \"$0\" -a söckel sh -c 'echo $SSH_AUTH_SOCK; echo \"$1\"; ssh-add -L' sh é";
    assertThat(alice.run(variables, "sh", "-c", script, Command.sshAgentKr()).succeeded().out())
        .startsWith(alice.file("söckel") + "\né\n")
        .contains(" schlüssel of sshkr-alice\n");
    assertThat(alice.run(variables, Command.sshAddKr(), "fehlt-ü").err())
        .isEqualTo("ssh-add-kr: fehlt-ü: no such file\n");
  }

  @Test
  void programsRunUnderTheMemoryLimitsOfBatchSystems() {
    alice.giveKey("key", 2048, "open sesame");
    alice.write("askpass", "#!/bin/sh\necho open sesame\n".getBytes(UTF_8));
    alice.run("chmod", "+x", "askpass").succeeded();
    String script =
        "ulimit -v 1048576; SSH_ASKPASS=./askpass SSH_ASKPASS_REQUIRE=force \"$0\" key"
            + " && exec \"$1\" ssh-add -T key.pub";
    alice.run("sh", "-c", script, Command.sshAddKr(), Command.sshAgentKr()).succeeded();
  }

  /** Java said that it could not allocate compressed class space, or aborted without a message. */
  @Test
  void lessMemoryThanJavaNeedsIsOneLine() {
    for (String program : new String[] {Command.sshAddKr(), Command.sshAgentKr()}) {
      for (int limit : new int[] {999999, 500000, 100000}) {
        Command.Result result =
            alice.run("sh", "-c", "ulimit -v " + limit + "; exec \"$0\" -D", program);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
            .isEqualTo(
                "%s: the limit of address space is too low for Java: ulimit -v %d; it needs 1000000\n"
                    .formatted(Path.of(program).getFileName(), limit));
      }
    }
  }

  /** Java does not start there, and said so with a stack trace. */
  @Test
  void workingDirectoryThatIsDeletedStopsNeitherProgram() {
    alice.giveKey("key", 2048, "");
    String script =
        "mkdir gone && cd gone && rmdir ../gone; \"$0\" -q \"$2/key\" && \"$0\" -L"
            + " && \"$1\" sh -c 'ssh-add -T \"$2/key.pub\"; readlink /proc/$$/cwd' sh \"$1\" \"$2\""
            + " && eval \"$(\"$1\" -s)\" && \"$1\" -k";
    Command.Result result =
        alice.run(
            "sh",
            "-c",
            script,
            Command.sshAddKr(),
            Command.sshAgentKr(),
            alice.file("").toString());
    assertThat(result.succeeded().out())
        .containsPattern(
            "ssh-rsa \\S+ key of sshkr-alice\n.*/gone \\(deleted\\)\nAgent pid \\d+\n");
    // printed by the shells
    assertThat(result.err().lines()).allMatch(line -> line.contains("getcwd"));
  }

  /** A name that is not in the working directory is not searched for elsewhere. */
  @Test
  void nameInADirectoryThatIsDeletedIsNoFile() {
    String script = "mkdir gone && cd gone && rmdir ../gone; \"$0\" key; \"$0\" -d etc/passwd";
    assertThat(alice.run("sh", "-c", script, Command.sshAddKr()).err())
        .contains("ssh-add-kr: key: no such file\n")
        .contains("ssh-add-kr: etc/passwd: no such file\n");
  }

  /** The variable is for the user's builds: programs that need no Java ignore it. */
  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_392", "11.0.2", "16", "none", "missing"})
  void javaHomeThatIsTooOldOrNotThereIsPassedOver(String version) {
    alice.giveKey("key", 2048, "");
    if (!version.equals("missing")) {
      alice.run("mkdir", "-p", "java/bin").succeeded();
    }
    if (!version.equals("missing") && !version.equals("none")) {
      alice.write("java/release", ("X=1\nJAVA_VERSION=\"" + version + "\"\n").getBytes(UTF_8));
      alice.write("java/bin/java", "#!/bin/sh\necho Unrecognized option\n".getBytes(UTF_8));
      alice.run("chmod", "+x", "java/bin/java").succeeded();
    }
    List<String> home = List.of("JAVA_HOME=" + alice.file("java"));
    alice.run(home, Command.sshAddKr(), "-q", "key").succeeded();
    alice.run(home, Command.sshAgentKr(), "ssh-add", "-T", "key.pub").succeeded();
  }
}
