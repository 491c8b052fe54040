package org.sshkr.example;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.sshkr.client.AgentFailures;
import org.sshkr.client.KeyringAgentFactory;

/** Logs in with a key of the kernel keyring and runs a command: USER HOST PORT COMMAND. */
public final class RunCommand {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private RunCommand() {}

  public static void main(String[] args) throws IOException {
    System.out.print(run(args[0], args[1], Integer.parseInt(args[2]), args[3]));
  }

  /** Returns the command's output; throws if it prints errors, or if its status is not 0. */
  static String run(String user, String host, int port, String command) throws IOException {
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.setAgentFactory(KeyringAgentFactory.create());
      client.setServerKeyVerifier(knownHosts());
      client.start();
      try (ClientSession session = client.connect(user, host, port).verify(LIMIT).getSession()) {
        login(session);
        return session.executeRemoteCommand(command);
      }
    }
  }

  private static void login(ClientSession session) throws IOException {
    try {
      session.auth().verify(LIMIT);
    } catch (IOException e) {
      AgentFailures.last(session).ifPresent(e::addSuppressed);
      throw e;
    }
  }

  /** Checks hosts by known_hosts: MINA itself would accept any host. */
  private static KnownHostsServerKeyVerifier knownHosts() {
    Path file = Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");
    return new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, file);
  }
}
