package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sources of a passphrase: with the same command line, ssh-add and ssh-add-kr both find it, or both
 * don't. ADD stands for the program, with {@code --dry-run} for ours.
 */
@Tag("slow")
class PassphraseSourceTest {

  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    String file = directory.resolve("k").toString();
    Command.run(
            "ssh-keygen",
            "-q",
            "-t",
            "rsa",
            "-b",
            "2048",
            "-a",
            "1",
            "-N",
            "open sesame",
            "-f",
            file)
        .succeeded();
    program("askpass", "#!/bin/sh\necho open sesame\n");
    program("first-line", "#!/bin/sh\nexec head -n 1\n");
  }

  private static void program(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** Runs a shell command for ssh-add-kr, then for ssh-add; returns both statuses. */
  private static String statuses(boolean terminal, String command) throws Exception {
    return run(terminal, command.replace("ADD", Command.HOME + "/bin/ssh-add-kr --dry-run"))
        + " "
        + run(terminal, "ssh-agent sh -c \"" + command.replace("ADD", "ssh-add") + "\"");
  }

  private static int run(boolean terminal, String command) throws Exception {
    ProcessBuilder builder =
        terminal
            ? new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            : new ProcessBuilder("setsid", "-w", "sh", "-c", command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SSH_") || name.contains("DISPLAY"));
    Process process =
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(terminal ? ProcessBuilder.Redirect.PIPE : nothing())
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      throw new AssertionError("waits for ever: " + command);
    }
    return process.exitValue();
  }

  private static ProcessBuilder.Redirect nothing() {
    return ProcessBuilder.Redirect.from(new File("/dev/null"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          DISPLAY=none:0 SSH_ASKPASS=./askpass ADD k </dev/null
          true ! DISPLAY=none:0 SSH_ASKPASS=./askpass ADD k
          cat k ! DISPLAY=none:0 SSH_ASKPASS=./askpass ADD -
          SSH_ASKPASS_REQUIRE=force SSH_ASKPASS=./askpass ADD k
          SSH_ASKPASS_REQUIRE=prefer DISPLAY=none:0 SSH_ASKPASS=./askpass ADD k
          """)
  void atATerminalItDoesNotWaitWhereSshAddAsksAProgram(String command) throws Exception {
    assertThat(statuses(true, command.replace('!', '|'))).isEqualTo("0 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          with askpass             ! DISPLAY=none:0 SSH_ASKPASS=./askpass ADD k       ! 0 0
          from its own input       ! echo open sesame | DISPLAY=none:0 SSH_ASKPASS=./first-line ADD k ! 0 0
          key and passphrase       ! cat k | DISPLAY=none:0 SSH_ASKPASS=./askpass ADD -    ! 0 0
          piped to the program     ! echo open sesame | ADD k                         ! 0 0
          a wrong one, then right  ! printf 'x\\nopen sesame\\n' | ADD k                ! 0 0
          nobody                   ! ADD k                                            ! 1 1
          never                    ! SSH_ASKPASS_REQUIRE=never DISPLAY=none:0 SSH_ASKPASS=./askpass ADD k ! 1 1
          the key has the input    ! cat k | ADD -                                    ! 1 1
          """)
  void withoutATerminalItFindsThePassphraseAsSshAddDoes(
      String name, String command, String expected) throws Exception {
    assertThat(statuses(false, command)).as(name).isEqualTo(expected);
  }

  @Test
  void whereNobodyCanBeAskedOneLineSaysSo() throws Exception {
    run(false, Command.HOME + "/bin/ssh-add-kr --dry-run k");
    assertThat(Files.readString(directory.resolve("out"), UTF_8))
        .endsWith(
            "k: it needs a passphrase, and there is no terminal to ask for it; "
                + "set SSH_ASKPASS and SSH_ASKPASS_REQUIRE=force\n");
  }
}
