package org.sshkr.keyring.signer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sshkr.process.CurrentProcess;
import org.sshkr.ssh.agent.AgentConnection;

/**
 * Where a signer listens.
 *
 * @param program to start when none does; empty for the system's signer, which systemd starts
 */
public record SignerSocket(Path path, Optional<Path> program) {
  /** Where systemd opens the socket of the system's signer. */
  public static final SignerSocket SYSTEM =
      new SignerSocket(Path.of("/run/ssh-kr/signer.sock"), Optional.empty());

  /** Longer than it takes to start the signer on a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int OTHERS_WRITE = 0b000_010_010;

  /** So long a signer of the user's own goes on without a client. */
  private static final String IDLE_EXIT = "5m";

  /** The file beside the socket that has the log of the user's own signers. */
  private static final String LOG = "signer.log";

  /**
   * The socket of the user's own signer, which has the same program.
   *
   * @param runtimeDirectory XDG_RUNTIME_DIR, which only this user can enter
   * @param programs directory of the programs
   */
  static SignerSocket own(Path runtimeDirectory, Path programs) {
    return new SignerSocket(
        runtimeDirectory.resolve("ssh-kr/signer.sock"),
        Optional.of(programs.resolve("ssh-signer-kr")));
  }

  /** Whether it is a signer of the user's own. */
  boolean isOwn() {
    return program.isPresent();
  }

  /** Where its log is, for people. */
  String log() {
    return isOwn() ? path.resolveSibling(LOG).toString() : "journalctl -u ssh-kr-signer";
  }

  /**
   * Whether there is a signer: one to be started, or its socket, in a directory where nobody but
   * root and this user can put one.
   */
  boolean isThere() {
    if (isOwn()) {
      return Files.isExecutable(program.get());
    }
    try {
      Path directory = path.toAbsolutePath().getParent();
      int owner = (int) Files.getAttribute(directory, "unix:uid");
      int mode = (int) Files.getAttribute(directory, "unix:mode");
      boolean trusted = owner == 0 || owner == CurrentProcess.effectiveUid();
      return trusted && (mode & OTHERS_WRITE) == 0 && Files.exists(path);
    } catch (IOException e) {
      return false;
    }
  }

  /** Connects; starts the signer before, if it is to be started. */
  AgentConnection open() throws IOException {
    try {
      return AgentConnection.open(path, PATIENCE);
    } catch (IOException e) {
      if (!isOwn()) {
        throw e;
      }
      return start();
    }
  }

  /** Several at a time may start one: the first to bind the socket stays, the others end. */
  private AgentConnection start() throws IOException {
    Path directory = path.getParent();
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    File log = path.resolveSibling(LOG).toFile();
    Process signer =
        new ProcessBuilder(
                List.of(
                    "setsid", // Ctrl-C in this terminal is not for it
                    program.get().toString(),
                    "--socket",
                    path.toString(),
                    "--idle-exit",
                    IDLE_EXIT))
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectErrorStream(true)
            .start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean ended = !signer.isAlive();
      try {
        return AgentConnection.open(path, PATIENCE);
      } catch (IOException e) {
        if (ended || System.nanoTime() > deadline) {
          throw new IOException("it does not start; see " + log, e);
        }
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it starts", e);
    }
  }
}
