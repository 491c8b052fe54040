package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RequestIdentities;

/**
 * Measures how long a client waits for the list of all identities, from the shim and from
 * ssh-agent. They take turns. Run by tests/bench/list.
 */
final class ListTime {
  private static final int LISTS = 1000;

  private ListTime() {}

  /** Prints the table for {@code args[0]} identities. */
  public static void main(String[] args) throws Exception {
    int identities = Integer.parseInt(args[0]);
    Terminal terminal = Terminal.of("list");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    Path directory = Files.createTempDirectory("bench");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        LocalAgent shim = LocalAgent.sshAgentKr(directory);
        LocalAgent other = LocalAgent.sshAgent(directory)) {
      keyring.removeAll();
      for (int i = 0; i < identities; i++) {
        KeyPair pair = generator.generateKeyPair();
        try (PrivateKey key = TestKeys.privateKey(pair)) {
          keyring.add(key, "identity " + i, Optional.empty());
        }
        other.add(pair);
      }
      BenchTimes ours = new BenchTimes(LISTS);
      BenchTimes others = new BenchTimes(LISTS);
      try (AgentClient client = shim.connect();
          AgentClient otherClient = other.connect()) {
        for (int i = 0; i < LISTS; i++) {
          time(client, identities);
        }
        for (int i = 0; i < LISTS; i++) {
          ours.add(time(client, identities));
          others.add(time(otherClient, identities));
        }
      } finally {
        keyring.removeAll();
      }
      terminal.result(identities + " identities listed, " + LISTS + " times, in ms");
      terminal.result(BenchTimes.head());
      terminal.result(ours.row("ssh-agent-kr"));
      terminal.result(others.row("ssh-agent"));
    }
  }

  private static long time(AgentClient client, int identities) throws IOException {
    long start = System.nanoTime();
    int listed =
        client.ask(new RequestIdentities()) instanceof IdentitiesAnswer answer
            ? answer.identities().size()
            : -1;
    long time = System.nanoTime() - start;
    if (listed != identities) {
      throw new IllegalStateException(listed + " identities listed in place of " + identities);
    }
    return time;
  }
}
