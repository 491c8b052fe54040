package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that come through pipes, as CI systems load them; ADD stands for each of the programs. */
@Tag("slow")
class KeyFromPipeTest {
  @TempDir private static Path directory;

  @BeforeAll
  static void makeKey() throws IOException {
    Command.run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", directory + "/k")
        .succeeded();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADD <(cat k)",
        "cat k | ADD /dev/stdin",
        "ADD /dev/stdin <k",
        "ADD /dev/fd/7 7<k",
        "mkfifo -m 600 fifo; cat k >fifo & ADD fifo",
      })
  void keyIsReadFromAPipeAsSshAddReadsIt(String command) {
    for (String program :
        new String[] {"ssh-add", Command.HOME.toAbsolutePath() + "/bin/ssh-add-kr --dry-run"}) {
      String script =
          "cd " + directory + "; rm -f fifo; " + command.replace("ADD", "timeout 60 " + program);
      assertThat(Command.run("ssh-agent", "bash", "-c", script).status()).as(program).isZero();
    }
  }
}
