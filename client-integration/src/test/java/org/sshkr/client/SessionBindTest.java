package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.TestKeys;

/**
 * OpenSSH's agent, which uses a key with a destination only for a server that has proved itself.
 */
class SessionBindTest {
  @TempDir private Path agentDirectory;
  @TempDir private Path serverDirectory;

  private void addFor(SshAgentProcess agent, Path hostKey) throws IOException {
    agent.add(TestKeys.pair(2048));
    agent.sshAdd("-D");
    Path hosts =
        Files.writeString(
            agentDirectory.resolve("hosts"), "destination " + Files.readString(hostKey));
    agent.sshAdd(
        "-H",
        hosts.toString(),
        "-h",
        "destination",
        agentDirectory.resolve("pkcs8.pem").toString());
  }

  @Test
  void keyLogsInAtItsDestination() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = OpenSshServer.start(serverDirectory, List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(UnixSocketAgentFactory.at(agent.socket()))) {
      addFor(agent, serverDirectory.resolve("host_key.pub"));
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void keyOfAnotherDestinationDoesNot() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = OpenSshServer.start(serverDirectory, List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(UnixSocketAgentFactory.at(agent.socket()))) {
      agent.generate("ecdsa");
      addFor(agent, agentDirectory.resolve("id_ecdsa.pub"));
      assertThatThrownBy(() -> client.login(server)).isInstanceOf(IOException.class);
      assertThat(client.signed()).isEmpty();
    }
  }
}
