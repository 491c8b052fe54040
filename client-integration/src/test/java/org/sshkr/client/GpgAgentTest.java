package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A login through GnuPG's agent, which holds a key of its own and speaks ssh-agent's protocol. */
class GpgAgentTest {
  private static final String NAME = "test@example.org";

  @TempDir private Path home;
  @TempDir private Path serverDirectory;

  private Map<String, String> environment() {
    return Map.of("GNUPGHOME", home.toString());
  }

  private String gpg(String... words) {
    return Programs.run(environment(), List.of(words)).strip();
  }

  @BeforeEach
  void makeKey() throws IOException {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(home.resolve("gpg-agent.conf"), "enable-ssh-support\n");
    gpg(
        "gpg",
        "-q",
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        NAME,
        "rsa2048",
        "auth");
    String keygrip =
        gpg("gpg", "--with-colons", "--with-keygrip", "-k", NAME)
            .lines()
            .filter(line -> line.startsWith("grp:"))
            .map(line -> line.split(":", -1)[9])
            .findFirst()
            .orElseThrow();
    Files.writeString(home.resolve("sshcontrol"), keygrip + " 0\n");
  }

  @AfterEach
  void endAgent() {
    gpg("gpgconf", "--kill", "gpg-agent");
  }

  @Test
  void logsIn() throws IOException {
    Path socket = Path.of(gpg("gpgconf", "--list-dirs", "agent-ssh-socket"));
    try (TestServer server =
            OpenSshServer.start(serverDirectory, List.of(gpg("gpg", "--export-ssh-key", NAME)));
        TestClient client = new TestClient(UnixSocketAgentFactory.at(socket))) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.signed()).hasSize(1);
    }
  }
}
