package org.sshkr.ssh.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sshkr.ssh.wire.Blob;

/** OpenSSH's sshd on the loopback address, with an Ed25519 host key, for the user of this test. */
final class LoopbackServer implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Path hostKey;
  final int port;

  private LoopbackServer(Process process, Path hostKey, int port) {
    this.process = process;
    this.hostKey = hostKey;
    this.port = port;
  }

  /**
   * Starts a server.
   *
   * @param directory an empty one
   * @param authority private key file of a CA that certifies the host as {@code certified.example};
   *     null for none
   */
  static LoopbackServer start(Path directory, Path authorizedKeys, Path authority)
      throws IOException, InterruptedException {
    Path hostKey = makeKey(directory.resolve("host_key"));
    if (System.getProperty("user.name").equals("root")) {
      // missing where the system's own sshd has never run
      Files.createDirectories(Path.of("/run/sshd"));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> lines =
        new ArrayList<>(
            List.of(
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + hostKey,
                "AuthorizedKeysFile " + authorizedKeys,
                "PidFile none",
                // without the user's start files for the shell, which may be slow
                "SetEnv HOME=" + directory,
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no"));
    if (authority != null) {
      run(
          Map.of(),
          List.of(
              "ssh-keygen",
              "-q",
              "-s",
              authority.toString(),
              "-I",
              "host",
              "-h",
              "-n",
              "certified.example",
              hostKey + ".pub"));
      lines.add("HostCertificate " + hostKey + "-cert.pub");
    }
    Path configuration = Files.write(directory.resolve("sshd_config"), lines);
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", configuration.toString())
            .redirectErrorStream(true)
            .start();
    awaitListening(process);
    return new LoopbackServer(process, hostKey, port);
  }

  private static void awaitListening(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    StringBuilder output = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output.append(line).append('\n');
      if (line.startsWith("Server listening on")) {
        Thread reader = new Thread(() -> drain(lines), "sshd");
        reader.setDaemon(true);
        reader.start();
        return;
      }
    }
    throw new AssertionError("sshd does not start: " + output);
  }

  /** Keeps reading, so that the program never waits for a reader. */
  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {}
    } catch (IOException e) {
      // the program was ended
    }
  }

  /** Makes a key with ssh-keygen. */
  static Path makeKey(Path file) throws IOException, InterruptedException {
    run(Map.of(), List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
    return file;
  }

  /** Reads the blob in the public key file beside a private one. */
  static Blob publicKey(Path file) throws IOException {
    String line = Files.readString(Path.of(file + ".pub"), UTF_8).strip();
    return Blob.copyOf(Base64.getDecoder().decode(line.split(" ", 3)[1]));
  }

  Blob hostKey() throws IOException {
    return publicKey(hostKey);
  }

  /** Runs a command; its status must be 0. */
  static void run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    StringBuilder output = new StringBuilder();
    if (exitStatus(environment, command, output) != 0) {
      throw new AssertionError(command + " failed: " + output);
    }
  }

  /** Runs a command, and returns its status. */
  static int exitStatus(Map<String, String> environment, List<String> command, StringBuilder output)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    output.append(new String(process.getInputStream().readAllBytes(), UTF_8));
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroy();
      throw new AssertionError(command + " does not end: " + output);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
