package org.sshkr.example;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.UnixSocketAgentFactory;

/** Other choices of an agent; set it before the client starts. */
public final class Agents {
  private Agents() {}

  /** Uses some keys of the keyring, then those of the agent at SSH_AUTH_SOCK. */
  public static void keyringAndAgent(SshClient client) {
    client.setAgentFactory(
        KeyringAgentFactory.builder()
            .filter(identity -> identity.comment().endsWith("@work"))
            .upstream(UnixSocketAgentFactory.ofEnvironment()) // for other keys
            .optional() // no keyrings, as in most containers: the upstream agent alone
            .build());
  }

  /** Uses the keys of one agent. */
  public static void agent(SshClient client) {
    client.setAgentFactory(
        UnixSocketAgentFactory.at(Path.of("/run/user/1000/agent"))
            .withTimeout(Duration.ofSeconds(10)));
  }
}
