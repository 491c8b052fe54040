package org.sshkr.tests;

import java.util.ArrayList;
import java.util.List;

/**
 * A login by OpenSSH's client at OpenSSH's server, which the same command line starts for this one
 * connection: {@code sshd -i} as ProxyCommand needs no port.
 */
final class Login {
  private static final String PROMPT = "it is me";

  private final User user;
  private final List<String> server = new ArrayList<>();
  private final List<String> client = new ArrayList<>(List.of("ssh", "-F", "none"));

  /** A login of {@code user}; makes the server's host key, the file "host", if there is none. */
  Login(User user) {
    this.user = user;
    if (!user.file("host").toFile().exists()) {
      user.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host").succeeded();
    }
    server("StrictModes=no").server("UsePAM=no");
    client("BatchMode=yes").client("StrictHostKeyChecking=no");
    client("UserKnownHostsFile=/dev/null");
  }

  /** An option of the server, as in sshd_config(5), {@code Name=value}. */
  Login server(String option) {
    server.add(option);
    return this;
  }

  /** An option of the client, as in ssh_config(5), {@code Name=value}. */
  Login client(String option) {
    client.addAll(List.of("-o", option));
    return this;
  }

  /** Of client and server, {@code Name=value}. */
  Login both(String option) {
    return server(option).client(option);
  }

  /** Logs in and runs a command; the result is ssh's. */
  Command.Result run(AgentProcess agent) {
    StringBuilder proxy = new StringBuilder("/usr/sbin/sshd -i -f /dev/null -h ");
    proxy.append(user.file("host"));
    server.forEach(option -> proxy.append(" -o ").append(option));
    List<String> words = new ArrayList<>(client);
    words.addAll(List.of("-o", "ProxyCommand=" + proxy));
    words.addAll(List.of(user.name() + "@server", "echo " + PROMPT));
    return user.run(List.of(agent.variable()), words.toArray(String[]::new));
  }

  /** Logs in; an AssertionError with what ssh says if it doesn't. */
  void succeeds(AgentProcess agent) {
    Command.Result result = run(agent).succeeded();
    if (!result.out().equals(PROMPT + "\n")) {
      throw new AssertionError(result.out() + result.err());
    }
  }
}
