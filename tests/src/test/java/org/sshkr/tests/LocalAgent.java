package org.sshkr.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An agent of the tests' own user, in the foreground: ssh-agent-kr, or ssh-agent to compare with.
 */
public final class LocalAgent implements AutoCloseable {
  private final Process process;
  private final Path socket;

  private LocalAgent(String program, Path socket) throws IOException {
    this.process =
        new ProcessBuilder(program, "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // the shim logs each signature
            .start();
    this.socket = socket;
    process.inputReader().readLine(); // it listens once it has printed its socket
  }

  public static LocalAgent sshAgentKr(Path directory) throws IOException {
    return new LocalAgent(Command.sshAgentKr(), directory.resolve("ssh-agent-kr"));
  }

  public static LocalAgent sshAgent(Path directory) throws IOException {
    return new LocalAgent("ssh-agent", directory.resolve("ssh-agent"));
  }

  /** Has ssh-add add the key. */
  public LocalAgent add(KeyPair pair) throws IOException {
    Path file = Files.createTempDirectory(socket.getParent(), "key").resolve("key");
    Pem.write(file, pair.getPrivate());
    Command.run(Map.of("SSH_AUTH_SOCK", socket.toString()), "ssh-add", "-q", file.toString())
        .succeeded();
    return this;
  }

  public Path socket() {
    return socket;
  }

  public AgentClient connect() throws IOException {
    return new AgentClient(socket);
  }

  /** Resident memory in kB. */
  public int resident() {
    return number("status", "VmRSS");
  }

  /**
   * Resident memory in kB, with a share of what others share: the Pss of proc(5). Only root may see
   * it for agents.
   */
  int proportional() {
    return number("smaps_rollup", "Pss");
  }

  int threads() {
    return number("status", "Threads");
  }

  /** The number of open descriptors. */
  int descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number after its name in a file of proc(5). */
  private int number(String file, String name) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/" + file)).stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it like a crash; its socket file stays. */
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
