package org.sshkr.evidence;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sshkr.tests.Await;
import org.sshkr.tests.Command;
import org.sshkr.tests.User;

/** An ordinary user's agent, in the foreground. */
final class RunningAgent implements AutoCloseable {
  private final Make make;
  private final User user;
  private final ProcessHandle process;
  private final Path socket;

  private RunningAgent(Make make, User user, ProcessHandle process, Path socket) {
    this.make = make;
    this.user = user;
    this.process = process;
    this.socket = socket;
  }

  /** Starts it; returns once it answers. */
  static RunningAgent start(Make make, User user) throws IOException {
    return start(make, user, List.of());
  }

  /**
   * Starts it with a prefix; returns once it answers.
   *
   * @param prefix a command that execs the command that follows it
   */
  static RunningAgent start(Make make, User user, List<String> prefix) throws IOException {
    Path socket = make.socket(user);
    if (make != Make.SSH_AGENT_KR) { // which replaces that of a dead agent
      Files.deleteIfExists(socket);
    }
    String[] words = Command.join(prefix, make.command(socket));
    ProcessHandle started =
        new ProcessBuilder(user.command(List.of(), words))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start()
            .toHandle();
    String variable = "SSH_AUTH_SOCK=" + socket;
    Await.until(
        make.label + " answers", () -> user.run(List.of(variable), "ssh-add", "-l").status() != 2);
    return new RunningAgent(make, user, make.process(started, user), socket);
  }

  /** Loads a key in the way of its users. */
  void load(String file) {
    run(make.load(file).toArray(String[]::new)).succeeded();
  }

  /** Runs a program of the user with this agent. */
  Command.Result run(String... words) {
    return user.run(List.of(variable()), words);
  }

  /** Has a shell of the user run a script with this agent, until the result is closed. */
  Process script(String script) throws IOException {
    return new ProcessBuilder(user.command(List.of(variable()), "sh", "-c", script))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private String variable() {
    return "SSH_AUTH_SOCK=" + socket;
  }

  Make make() {
    return make;
  }

  Path socket() {
    return socket;
  }

  ProcessHandle process() {
    return process;
  }

  /** Process id of the program itself. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
