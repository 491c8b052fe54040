package org.sshkr.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathLockTest {
  @TempDir private Path directory;

  /** Looking at the file opened and closed it, which released the lock: two agents could start. */
  @Test
  void lockIsHeldAfterItsFileWasLookedAt() throws Exception {
    Path file = directory.resolve("socket.lock");
    PathLock lock = PathLock.of(directory.resolve("socket"));
    String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
    String pid = " " + ProcessHandle.current().pid() + " ";
    assertThat(Files.readAllLines(Path.of("/proc/locks")))
        .anyMatch(line -> line.contains(inode) && line.contains(pid));
    lock.close();
    assertThat(file).doesNotExist();
  }
}
