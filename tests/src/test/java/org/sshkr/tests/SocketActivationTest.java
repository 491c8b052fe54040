package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged ssh-agent-kr, started with a listening socket, as by systemd. Tests without keys
 * need no kernel that can hold one.
 */
@Tag("slow")
@Timeout(120)
class SocketActivationTest {
  private static final Path PROGRAM = Path.of("../packaging/target/ssh-kr/bin/ssh-agent-kr");

  /**
   * Listens on $path, and execs the rest of the command line with the socket as descriptor 3 or as
   * standard input and output.
   */
  private static final String ACTIVATE =
      """
      use IO::Socket::UNIX; use Fcntl; use POSIX ();
      my ($how, $path, @command) = @ARGV;
      my $socket = IO::Socket::UNIX->new(Type => SOCK_STREAM(), Local => $path, Listen => 5) or die;
      if ($how eq "listen-fds") {
        POSIX::dup2(fileno($socket), 3) if fileno($socket) != 3;
        open(my $kept, "<&=", 3); fcntl($kept, F_SETFD, 0);
        $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$;
        exec @command;
      }
      POSIX::dup2(fileno($socket), 0); POSIX::dup2(fileno($socket), 1);
      exec @command;
      """;

  @TempDir private Path directory;

  private Process start(String how, String... options) throws IOException {
    Path script = Files.writeString(directory.resolve("activate"), ACTIVATE);
    List<String> words =
        new ArrayList<>(
            List.of(
                "perl", script.toString(), how, socket().toString(), PROGRAM.toString(), "-Dv"));
    words.addAll(List.of(options));
    return new ProcessBuilder(words).start();
  }

  private Path socket() {
    return directory.resolve("agent");
  }

  private int list() throws Exception {
    Await.until("the socket is there", () -> Files.exists(socket()));
    ProcessBuilder builder = new ProcessBuilder("ssh-add", "-l");
    builder.environment().put("SSH_AUTH_SOCK", socket().toString());
    return builder.start().waitFor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen-fds", "standard-input"})
  void socketIsServedAndLeftForTheNextOneWhenIdle(String how) throws Exception {
    Process agent = start(how, "--idle-exit", "1");
    assertThat(list()).isEqualTo(1); // it answers, and has no keys
    assertThat(agent.waitFor()).isZero();
    assertThat(new String(agent.getErrorStream().readAllBytes(), UTF_8))
        .startsWith("ssh-agent-kr: RequestIdentities from ssh-add, pid ");
    assertThat(socket()).exists();
  }

  @Test
  void userSignalRemovesAllKeysAndTheAgentGoesOn() throws Exception {
    Process agent = start("listen-fds");
    try (BufferedReader log = agent.errorReader()) {
      assertThat(list()).isEqualTo(1);
      assertThat(log.readLine()).contains("RequestIdentities");
      new ProcessBuilder("kill", "-USR1", Long.toString(agent.pid())).start().waitFor();
      assertThat(log.readLine()).contains("all keys were removed");
      assertThat(list()).isEqualTo(1);
    } finally {
      agent.destroy();
      agent.onExit().join();
    }
  }
}
