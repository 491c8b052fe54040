package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sshkr.tests.Command;

/**
 * Core files of this machine (core(5)), as long as this is open: every core that a process permits
 * is in one directory, even of programs that changed their user or group.
 */
final class Cores implements AutoCloseable {
  private static final Path PATTERN = Path.of("/proc/sys/kernel/core_pattern");
  private static final Path OF_SETUID = Path.of("/proc/sys/fs/suid_dumpable");

  private final Path directory;
  private final String pattern = Files.readString(PATTERN).strip();
  private final String ofSetuid = Files.readString(OF_SETUID).strip();

  Cores(Path directory) throws IOException {
    this.directory = directory;
    // the crashed program's user writes
    Command.run("chmod", "1777", directory.toString()).succeeded();
    Files.writeString(PATTERN, directory.resolve("core.%p").toString());
    Files.writeString(OF_SETUID, "2"); // as Debian's package systemd-coredump sets it
  }

  /** Lifts a process's ban on dumps: makes it call prctl(PR_SET_DUMPABLE, 1). */
  static void permit(ProcessHandle process) {
    String pid = Long.toString(process.pid());
    Command.run("gdb", "-batch", "-p", pid, "-ex", "call (int) prctl(4, 1, 0, 0, 0)").succeeded();
  }

  /** Ends the process by the signal, and returns its core file, if there is one. */
  Optional<Path> crash(ProcessHandle process, String signal) {
    String pid = Long.toString(process.pid());
    Command.run("prlimit", "--pid", pid, "--core=unlimited").succeeded();
    Command.run("kill", "-" + signal, pid).succeeded();
    process.onExit().join();
    return Optional.of(directory.resolve("core." + pid)).filter(Files::exists);
  }

  @Override
  public void close() throws IOException {
    Files.writeString(PATTERN, pattern);
    Files.writeString(OF_SETUID, ofSetuid);
  }
}
