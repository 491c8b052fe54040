package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A user who has as many kernel keys as the quota allows, with an agent that was idle until then.
 */
@Tag("kernel")
@Tag("programs")
class UsedUpQuotaTest {
  private static final Path QUOTA = Path.of("/proc/sys/kernel/keys/maxkeys");

  @Test
  void agentSignsThoughItsWorkersGetNoKeyringOfTheirOwn() throws IOException {
    try (User alice = User.create("sshkr-alice")) {
      alice.giveKey("key", 2048, "");
      alice.run(Command.sshAddKr(), "-q", "key").succeeded();
      try (AgentProcess agent = AgentProcess.start(alice)) {
        String before;
        try (BufferedReader reader = Files.newBufferedReader(QUOTA)) {
          before = reader.readLine();
        }
        Files.writeString(QUOTA, "1"); // alice's keyrings alone exceed it
        try {
          // by root, since alice can't even have a session
          assertThat(
                  Command.run(
                          Map.of("SSH_AUTH_SOCK", agent.socket().toString()),
                          "ssh-add",
                          "-T",
                          alice.file("key.pub").toString())
                      .status())
              .isZero();
        } finally {
          Files.writeString(QUOTA, before);
        }
      }
    }
  }
}
