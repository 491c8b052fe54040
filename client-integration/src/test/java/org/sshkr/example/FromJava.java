package org.sshkr.example;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.sshkr.client.AgentFailures;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.UnixSocketAgentFactory;

/** The Java code of README.md, word for word. */
final class FromJava {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private FromJava() {}

  static String run(String user, String host, int port, String command) throws IOException {
    // README: login
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.setAgentFactory(KeyringAgentFactory.create());
      client.start();
      try (ClientSession session = client.connect(user, host, port).verify(LIMIT).getSession()) {
        session.auth().verify(LIMIT);
        return session.executeRemoteCommand(command);
      }
    }
    // README: end
  }

  static void configure(SshClient client) {
    // README: options
    client.setAgentFactory(
        KeyringAgentFactory.builder()
            .filter(identity -> identity.comment().endsWith("@work"))
            .upstream(UnixSocketAgentFactory.ofEnvironment()) // for other types of key
            .optional() // no keyrings, as in most containers: the upstream agent alone
            .build());
    // README: end
  }

  static void throughASocket(SshClient client) {
    // README: socket
    client.setAgentFactory(
        UnixSocketAgentFactory.at(Path.of("/run/user/1000/agent"))
            .withTimeout(Duration.ofSeconds(10)));
    // README: end
  }

  static void login(ClientSession session) throws IOException {
    // README: failures
    try {
      session.auth().verify(LIMIT);
    } catch (IOException e) {
      AgentFailures.last(session).ifPresent(e::addSuppressed);
      throw e;
    }
    // README: end
  }
}
