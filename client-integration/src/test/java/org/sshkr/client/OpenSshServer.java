package org.sshkr.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** OpenSSH's sshd, which trusts some public keys and nothing else, run by this user for itself. */
public final class OpenSshServer implements TestServer {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Process process;
  private final int port;

  private OpenSshServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** Starts a server with OpenSSH's defaults. */
  public static OpenSshServer start(Path directory, List<String> authorized) {
    return start(directory, authorized, "ecdsa", 6);
  }

  /**
   * Starts a server.
   *
   * @param directory an empty one, for its host key and configuration
   * @param authorized lines of an authorized_keys file
   * @param hostKeyType of its only host key, as in ssh-keygen's option -t
   * @param tries failed attempts that it allows in a login
   */
  public static OpenSshServer start(
      Path directory, List<String> authorized, String hostKeyType, int tries) {
    Path hostKey = directory.resolve("host_key");
    Programs.run(
        Map.of(),
        List.of("ssh-keygen", "-q", "-t", hostKeyType, "-N", "", "-f", hostKey.toString()));
    try {
      if (System.getProperty("user.name").equals("root")) {
        // missing where the system's own sshd has never run
        Files.createDirectories(Path.of("/run/sshd"));
      }
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      Path trusted = Files.write(directory.resolve("authorized_keys"), authorized);
      Path configuration =
          Files.write(
              directory.resolve("sshd_config"),
              List.of(
                  "ListenAddress 127.0.0.1:" + port,
                  "HostKey " + hostKey,
                  "AuthorizedKeysFile " + trusted,
                  "PidFile none",
                  "MaxAuthTries " + tries,
                  "StrictModes no",
                  "SetEnv HOME=" + directory, // without the user's .bashrc, which may be slow
                  "UsePAM no",
                  "PasswordAuthentication no",
                  "KbdInteractiveAuthentication no"));
      Process process =
          Programs.start(
              List.of(PROGRAM.toString(), "-D", "-e", "-f", configuration.toString()),
              line -> line.startsWith("Server listening on"));
      return new OpenSshServer(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return System.getProperty("user.name");
  }

  @Override
  public void close() {
    process.destroy();
  }

  @Override
  public String toString() {
    return "OpenSSH";
  }
}
