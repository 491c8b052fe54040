package org.sshkr.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** OpenSSH's sshd on loopback, run by root for root, which trusts the keys in one file. */
record Sshd(Process process, int port) implements AutoCloseable {
  /** Starts a server with an ECDSA host key. */
  static Sshd start(Path directory, List<String> authorized) throws IOException {
    return start(directory, authorized, "ecdsa");
  }

  /**
   * Starts a server.
   *
   * @param directory an empty one, for its host key and configuration
   * @param authorized lines of an authorized_keys file
   * @param hostKeyType of its only host key, as in ssh-keygen's option -t
   */
  static Sshd start(Path directory, List<String> authorized, String hostKeyType)
      throws IOException {
    Path hostKey = directory.resolve("host_key");
    Command.run("ssh-keygen", "-q", "-t", hostKeyType, "-N", "", "-f", hostKey.toString())
        .succeeded();
    Files.createDirectories(Path.of("/run/sshd"));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration =
        Files.write(
            directory.resolve("sshd_config"),
            List.of(
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + hostKey,
                "AuthorizedKeysFile " + Files.write(directory.resolve("authorized"), authorized),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "MaxStartups 100",
                "SetEnv HOME=" + directory, // without root's .bashrc, which may be slow
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "Subsystem sftp internal-sftp"));
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Await.until("sshd listens", () -> says(log, "Server listening on") || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(log));
    }
    return new Sshd(process, port);
  }

  private static boolean says(Path log, String words) {
    try {
      return Files.readString(log).contains(words);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
