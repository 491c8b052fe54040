package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.TestClient;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.BlockedSystemCalls;

/** Programs under a seccomp filter that blocks the kernel's keyrings, as in most containers. */
@Tag("slow")
class BlockedKeyringTest {
  @ParameterizedTest
  @CsvSource({
    BlockedSystemCalls.EPERM + ", a container's seccomp profile blocks keyrings",
    BlockedSystemCalls.ENOSYS + ", there are no keyrings here"
  })
  void factorySaysSoWhenItIsMade(int errno, String reason) {
    assertThatThrownBy(() -> BlockedSystemCalls.call(errno, KeyringAgentFactory::create))
        .isInstanceOf(KeyringException.Unavailable.class)
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {BlockedSystemCalls.EPERM, BlockedSystemCalls.ENOSYS})
  void factoryThatMayFallBackLogsInThroughTheOtherAgent(int errno, @TempDir Path directory)
      throws Exception {
    try (LocalAgent agent = LocalAgent.sshAgent(directory).add(TestKeys.pair(2048));
        MinaSshd server =
            MinaSshd.start(TestIdentity.of(TestKeys.publicKey(TestKeys.pair(2048)), "").line())) {
      KeyringAgentFactory factory =
          BlockedSystemCalls.call(
              errno,
              () ->
                  KeyringAgentFactory.builder()
                      .upstream(UnixSocketAgentFactory.at(agent.socket()))
                      .optional()
                      .build());
      try (TestClient client = new TestClient(factory)) {
        assertThat(client.echo(server.port(), "hello")).isEqualTo("hello");
      }
      KeyringAgentFactory alone =
          BlockedSystemCalls.call(errno, () -> KeyringAgentFactory.builder().optional().build());
      try (TestClient client = new TestClient(alone);
          ClientSession session = client.connect(server.port())) {
        assertThatThrownBy(() -> session.auth().verify()).isInstanceOf(IOException.class);
      }
    }
  }

  /** Runs a program there; returns its status and all its output. */
  private static String run(int errno, String... words) throws Exception {
    Process process =
        BlockedSystemCalls.call(
            errno, () -> new ProcessBuilder(words).redirectErrorStream(true).start());
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void programsSayItInOneLine(@TempDir Path directory) throws Exception {
    String socket = directory.resolve("socket").toString();
    Path key = directory.resolve("key");
    Pem.write(key, TestKeys.pair(2048).getPrivate());
    for (int errno : new int[] {BlockedSystemCalls.EPERM, BlockedSystemCalls.ENOSYS}) {
      assertThat(run(errno, Command.sshAddKr(), "-l"))
          .startsWith("2 ssh-add-kr: ")
          .contains("keyrings");
      assertThat(run(errno, Command.sshAddKr(), key.toString()))
          .startsWith("2 ssh-add-kr: ")
          .contains("keyrings");
      assertThat(run(errno, Command.sshAgentKr(), "-D", "-a", socket))
          .startsWith("1 ssh-agent-kr: ")
          .contains("keyrings")
          .hasLineCount(1);
    }
  }
}
