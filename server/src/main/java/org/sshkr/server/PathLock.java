package org.sshkr.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock on a path, between the processes that use this class: a locked file beside it, which is
 * removed before it is unlocked. If a process dies, the kernel unlocks its file; the next process
 * uses and removes it.
 */
final class PathLock implements AutoCloseable {
  /** The kernel's locks exclude other processes, but not other threads of this one. */
  private static final ReentrantLock WITHIN_THIS_PROCESS = new ReentrantLock();

  /** In bytes; the file takes a block of the disk. */
  private static final int MAX_SIZE = 1 << 20;

  private final Path file;
  private final FileChannel channel;

  private PathLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Waits for the lock of {@code path}.
   *
   * @throws IOException with one line for the user, if no file can be made beside it
   */
  static PathLock of(Path path) throws IOException {
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    WITHIN_THIS_PROCESS.lock();
    try {
      while (true) {
        FileChannel channel =
            FileChannel.open(
                file,
                Set.of(
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        channel.lock();
        if (isAt(file, channel)) {
          return new PathLock(file, channel);
        }
        channel.close(); // the file was removed by the process that held the lock before
      }
    } catch (IOException e) {
      WITHIN_THIS_PROCESS.unlock();
      throw new IOException("can't listen at " + path + ": " + reason(file, e), e);
    }
  }

  private static String reason(Path file, IOException error) {
    if (error instanceof NoSuchFileException) {
      return "there is no directory " + file.getParent();
    }
    String reason = error instanceof FileSystemException refused ? refused.getReason() : null;
    return reason == null
        ? "can't write to the file beside it, " + file
        : "can't make a file beside it: " + reason.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether this channel's file is the one at that path. Java can't tell a channel's inode, so the
   * file gets a random size. It must not be opened once more: closing it would release the lock
   * (fcntl_locking(2)).
   */
  private static boolean isAt(Path file, FileChannel channel) throws IOException {
    int size = 1 + new SecureRandom().nextInt(MAX_SIZE);
    channel.truncate(size);
    channel.write(ByteBuffer.allocate(1), size - 1L);
    try {
      return Files.size(file) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } finally {
      WITHIN_THIS_PROCESS.unlock();
    }
  }
}
