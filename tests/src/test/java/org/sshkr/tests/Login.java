package org.sshkr.tests;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/**
 * A login by OpenSSH's client to OpenSSH's server, which the same command line starts for this one
 * connection: {@code sshd -i} as ProxyCommand needs no port.
 */
final class Login {
  private static final String PROMPT = "it is me";

  private final User user;
  private final String host;
  private final List<String> server = new ArrayList<>();
  private final List<String> client = new ArrayList<>(List.of("ssh", "-F", "none"));

  /**
   * Creates a login of {@code user} to {@code host}; makes the server's host key, a file of that
   * name, if there is none.
   */
  Login(User user, String host) {
    this.user = user;
    this.host = host;
    if (!user.file(host).toFile().exists()) {
      user.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", host).succeeded();
    }
    server("StrictModes=no").server("UsePAM=no");
    client("BatchMode=yes").client("StrictHostKeyChecking=no");
    client("UserKnownHostsFile=/dev/null");
  }

  /** Sets an option of the server, as in sshd_config(5), {@code Name=value}. */
  Login server(String option) {
    server.add(option);
    return this;
  }

  /** Sets an option of the client, as in ssh_config(5), {@code Name=value}. */
  Login client(String option) {
    client.addAll(List.of("-o", option));
    return this;
  }

  /** Sets an option of both client and server, {@code Name=value}. */
  Login both(String option) {
    return server(option).client(option);
  }

  /** Logs in and runs a command; returns ssh's result. */
  Command.Result run(AgentProcess agent) {
    return run(agent, "echo " + PROMPT);
  }

  /** Logs in with the agent forwarded, and from there by {@code next}; returns ssh's result. */
  Command.Result run(AgentProcess agent, Login next) {
    String inner = next.words("echo " + PROMPT).stream().map(Login::quoted).collect(joining(" "));
    return client("ForwardAgent=yes").run(agent, inner);
  }

  private Command.Result run(AgentProcess agent, String command) {
    return user.run(List.of(agent.variable()), words(command).toArray(String[]::new));
  }

  private List<String> words(String command) {
    StringBuilder proxy = new StringBuilder("/usr/sbin/sshd -i -f /dev/null -h ");
    proxy.append(user.file(host));
    server.forEach(option -> proxy.append(" -o ").append(option));
    List<String> words = new ArrayList<>(client);
    words.addAll(List.of("-o", "ProxyCommand=" + proxy, user.name() + "@" + host, command));
    return words;
  }

  private static String quoted(String word) {
    return "'" + word + "'";
  }

  /** Logs in; an AssertionError with ssh's output if that fails. */
  void succeeds(AgentProcess agent) {
    succeeded(run(agent));
  }

  /** Logs in to both; an AssertionError with ssh's output if that fails. */
  void succeeds(AgentProcess agent, Login next) {
    succeeded(run(agent, next));
  }

  private static void succeeded(Command.Result result) {
    result.succeeded();
    if (!result.out().equals(PROMPT + "\n")) {
      throw new AssertionError(result.out() + result.err());
    }
  }
}
