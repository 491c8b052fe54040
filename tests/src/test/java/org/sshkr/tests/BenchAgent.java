package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Map;

/** An agent that a benchmark measures: ssh-agent-kr, or ssh-agent beside it. */
final class BenchAgent implements AutoCloseable {
  private final Process process;
  private final Path socket;

  private BenchAgent(String program, Path socket) throws IOException {
    this.process =
        new ProcessBuilder(program, "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // the shim logs each signature
            .start();
    this.socket = socket;
    process.inputReader().readLine(); // it listens once it has said where
  }

  static BenchAgent sshAgentKr(Path directory) throws IOException {
    return new BenchAgent(Command.sshAgentKr(), directory.resolve("ssh-agent-kr"));
  }

  static BenchAgent sshAgent(Path directory) throws IOException {
    return new BenchAgent("ssh-agent", directory.resolve("ssh-agent"));
  }

  /** Has ssh-add add the key. */
  BenchAgent add(KeyPair pair) throws IOException {
    Path file = Files.createTempFile(socket.getParent(), "key", "");
    byte[] der = pair.getPrivate().getEncoded();
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Command.run(Map.of("SSH_AUTH_SOCK", socket.toString()), "ssh-add", "-q", file.toString())
        .succeeded();
    return this;
  }

  AgentClient connect() throws IOException {
    return new AgentClient(socket);
  }

  /** Resident memory in kB. */
  int resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Integer.parseInt(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the agent has ended");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
