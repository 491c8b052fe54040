package org.sshkr.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's listening socket in the file system. Closing it removes the file, and the directory
 * if it was made for the socket; Java does neither.
 */
public final class AgentSocket implements AutoCloseable {
  /** The size of sockaddr_un.sun_path in bytes, without its final NUL: unix(7). */
  private static final int MAX_PATH = 107;

  private static final Path SHORT_PARENT = Path.of("/tmp");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final ServerSocketChannel channel;
  private final Path path;

  /** Device and inode of the file that this process made; null if another process made it. */
  private final Object ownFile;

  private final boolean ownDirectory;

  private AgentSocket(
      ServerSocketChannel channel, Path path, Object ownFile, boolean ownDirectory) {
    this.channel = channel;
    this.path = path;
    this.ownFile = ownFile;
    this.ownDirectory = ownDirectory;
  }

  /**
   * The listening socket that this process was started with as its standard input, as by systemd's
   * socket activation (StandardInput=socket, systemd.exec(5)). Its maker keeps it: closing this
   * removes nothing, and later clients wait for the next process.
   *
   * @return empty if standard input is not a listening Unix socket
   */
  public static Optional<AgentSocket> inherited() throws IOException {
    if (System.inheritedChannel() instanceof ServerSocketChannel channel
        && channel.getLocalAddress() instanceof UnixDomainSocketAddress address) {
      return Optional.of(new AgentSocket(channel, address.getPath(), null, false));
    }
    return Optional.empty();
  }

  /**
   * Listens on {@code path}, and replaces a socket on which nobody listens any more. If several
   * processes do so at the same time, one listens.
   *
   * @throws IOException with one line for the user, if the path is taken, too long or not writable
   */
  @SuppressWarnings("try") // the lock is only held
  public static AgentSocket bind(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (isTooLong(absolute)) {
      throw new IOException(
          "the socket's path is longer than "
              + MAX_PATH
              + " bytes, choose a shorter one: "
              + absolute);
    }
    // for other processes that take the lock, checking, deleting and binding are one step
    try (PathLock lock = PathLock.of(absolute)) {
      clear(absolute);
      return listen(absolute, false);
    }
  }

  /**
   * Listens in a new directory that only this user can enter, below {@code parent}, or below /tmp
   * if the path would be too long.
   */
  public static AgentSocket bindBelow(Path parent) throws IOException {
    Path directory;
    try {
      directory = Files.createTempDirectory(parent, "ssh-kr-"); // mode 0700
    } catch (IOException e) {
      throw new IOException(
          "can't make a directory for the socket in "
              + parent
              + "; set TMPDIR, or name a socket "
              + "with -a",
          e);
    }
    Path path = directory.resolve("agent." + ProcessHandle.current().pid()).toAbsolutePath();
    if (isTooLong(path) && !parent.equals(SHORT_PARENT)) {
      Files.deleteIfExists(directory);
      return bindBelow(SHORT_PARENT);
    }
    try {
      return listen(path, true);
    } catch (IOException e) {
      Files.deleteIfExists(directory);
      throw e;
    }
  }

  private static boolean isTooLong(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH;
  }

  private static AgentSocket listen(Path path, boolean ownDirectory) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, OWNER_ONLY);
      return new AgentSocket(channel, path, fileKey(path), ownDirectory);
    } catch (IOException e) {
      channel.close();
      throw new IOException("can't listen at " + path + ": " + e.getMessage(), e);
    }
  }

  /** Removes a socket whose agent is gone; anything else in the way stays, and is an error. */
  private static void clear(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, "isOther", LinkOption.NOFOLLOW_LINKS).containsValue(true)) {
      throw new IOException("there is a file that is not a socket, choose another path: " + path);
    }
    if (isServed(path)) {
      throw new IOException("an agent listens already at " + path);
    }
    Files.delete(path);
  }

  private static boolean isServed(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  public ServerSocketChannel channel() {
    return channel;
  }

  public Path path() {
    return path;
  }

  /** Removes the file only if this process made it, so that the socket of a later agent stays. */
  @Override
  public void close() throws IOException {
    boolean own = isOwn(); // checked while it listens, so that no other file can get its inode
    channel.close();
    if (own) {
      Files.deleteIfExists(path);
    }
    if (ownDirectory) {
      Files.deleteIfExists(path.getParent());
    }
  }

  private boolean isOwn() throws IOException {
    try {
      return ownFile != null && ownFile.equals(fileKey(path));
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
