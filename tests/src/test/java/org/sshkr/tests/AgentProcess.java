package org.sshkr.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user's running ssh-agent-kr, in the foreground. */
final class AgentProcess implements AutoCloseable {
  private static final Pattern SOCKET = Pattern.compile("SSH_AUTH_SOCK=([^;]+);.*");

  private final Process process;
  private final Path socket;

  private AgentProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /** Starts it; returns once it listens. */
  static AgentProcess start(User user, String... options) {
    return start(user, List.of(), options);
  }

  /**
   * Starts it with more variables in its environment; returns once it listens.
   *
   * @param variables {@code NAME=value}
   */
  static AgentProcess start(User user, List<String> variables, String... options) {
    String[] words = Command.join(List.of(Command.sshAgentKr(), "-s", "-D"), options);
    try {
      Process process =
          new ProcessBuilder(user.command(variables, words))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines = process.inputReader();
      Matcher announced = SOCKET.matcher(String.valueOf(lines.readLine()));
      if (!announced.matches()) {
        throw new AssertionError("the agent does not start, status " + process.waitFor());
      }
      return new AgentProcess(process, Path.of(announced.group(1)));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Path socket() {
    return socket;
  }

  /** {@code SSH_AUTH_SOCK=path}. */
  String variable() {
    return "SSH_AUTH_SOCK=" + socket;
  }

  /** Process id of the program itself, which setpriv, keyctl and env exec. */
  long pid() {
    return process.pid();
  }

  /** Kills it like a crash, without a chance to clean up. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
