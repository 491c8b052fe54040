package org.sshkr.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OpenSSH's ssh-agent, with a socket and key files in a directory of its own. */
final class SshAgentProcess implements AutoCloseable {
  private final Process process;
  private final Path directory;

  private SshAgentProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * Starts an agent.
   *
   * @param directory an empty one
   */
  static SshAgentProcess start(Path directory) {
    Process process =
        Programs.start(
            List.of("ssh-agent", "-s", "-D", "-a", directory.resolve("socket").toString()),
            line -> line.startsWith("SSH_AUTH_SOCK="));
    return new SshAgentProcess(process, directory);
  }

  Path socket() {
    return directory.resolve("socket");
  }

  /** Adds a key. */
  void add(KeyPair pair) {
    Path file = directory.resolve("pkcs8.pem");
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Pem.of(pair.getPrivate()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sshAdd(file.toString());
  }

  /**
   * Makes a key with ssh-keygen and adds it, with the certificate beside it if there is one.
   *
   * @return its public key line
   */
  String generate(String type) {
    Path file = directory.resolve("id_" + type);
    Programs.run(
        Map.of(), List.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString()));
    sshAdd(file.toString());
    return publicLine(type);
  }

  /**
   * Has a new authority certify a key that {@link #generate} made, and adds the certificate.
   *
   * @return the authority's public key line
   */
  String certify(String type, String user) {
    Path authority = directory.resolve("authority");
    Path file = directory.resolve("id_" + type);
    Programs.run(
        Map.of(), List.of("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", authority.toString()));
    Programs.run(
        Map.of(),
        List.of(
            "ssh-keygen",
            "-q",
            "-s",
            authority.toString(),
            "-I",
            "test",
            "-n",
            user,
            file + ".pub"));
    sshAdd("-D");
    sshAdd(file.toString());
    try {
      return Files.readString(Path.of(authority + ".pub")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String publicLine(String type) {
    try {
      return Files.readString(directory.resolve("id_" + type + ".pub")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs ssh-add against this agent. */
  String sshAdd(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ssh-add", "-q"));
    command.addAll(List.of(arguments));
    return Programs.run(Map.of("SSH_AUTH_SOCK", socket().toString()), command);
  }

  /** Ends the agent, and waits until it has ended. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
