package org.sshkr.tests.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** OpenSSH's sshd on loopback, which lets this user in with one key and nothing else. */
record Sshd(Program program, int port) implements AutoCloseable {
  /**
   * Starts one.
   *
   * @param directory for its host key and configuration
   * @param publicKey file of the key that it trusts
   */
  static Sshd start(Path directory, Path publicKey) throws IOException {
    Path hostKey = directory.resolve("host_key");
    Program.run(List.of("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", hostKey.toString()));
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
                "AuthorizedKeysFile " + publicKey,
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no"));
    return new Sshd(
        Program.start(
            List.of("/usr/sbin/sshd", "-D", "-e", "-f", configuration.toString()),
            "Server listening on"),
        port);
  }

  @Override
  public void close() {
    program.close();
  }
}
