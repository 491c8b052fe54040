package org.sshkr.keyfile;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.process.CurrentProcess;

/** Reads a key file into one array, which the caller wipes. */
final class KeyFileContents {
  private static final int GROUP_AND_OTHERS = 0077;

  /** The bits of a mode that hold the file type, and two file types (inode(7)). */
  private static final int FILE_TYPE = 0170000;

  private static final int DIRECTORY = 0040000;
  private static final int SOCKET = 0140000;

  /** Size in bytes of the first buffer for input of unknown length. */
  private static final int PIECE = 8192;

  private KeyFileContents() {}

  /**
   * Reads a file, pipe or device. As in ssh-add, opening a FIFO waits for a writer.
   *
   * @throws KeyFileException if it can't be a key file, or if it is the user's and others may read
   *     it
   */
  static byte[] of(Path path) throws IOException, KeyFileException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:size,mode,uid");
    requireReadable((Integer) attributes.get("mode"));
    requireProtected((Integer) attributes.get("uid"), (Integer) attributes.get("mode"));
    long size = (Long) attributes.get("size"); // 0 for a pipe
    if (size > 0) {
      requireSize(size);
    }
    try (InputStream in = new FileInputStream(path.toFile())) {
      return read(in, size > 0 ? (int) size + 1 : PIECE);
    }
  }

  /** Reads the beginning of a file that others may read, since its keys may be public. */
  static byte[] ofPublic(Path path) throws IOException, KeyFileException {
    requireReadable((Integer) Files.getAttribute(path, "unix:mode"));
    byte[] buffer = new byte[PrivateKeyReader.MAX_FILE_BYTES];
    try (InputStream in = new FileInputStream(path.toFile())) {
      return Arrays.copyOf(buffer, in.readNBytes(buffer, 0, buffer.length));
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  /** Refuses directories, and sockets, which ssh's ControlPath leaves beside the keys. */
  private static void requireReadable(int mode) throws KeyFileException {
    switch (mode & FILE_TYPE) {
      case DIRECTORY -> throw new KeyFileException(Reason.NOT_A_KEY_FILE, "is a directory");
      case SOCKET -> throw new KeyFileException(Reason.NOT_A_KEY_FILE, "is a socket");
      default -> {}
    }
  }

  /** Reads a stream to its end and leaves it open. */
  static byte[] of(InputStream in) throws IOException, KeyFileException {
    return read(in, PIECE);
  }

  /**
   * Refuses a file of the user's that others may read. Other users' files are not checked, so that
   * a file that root provides stays readable (sshkey_perm_ok in OpenSSH's authfile.c).
   */
  private static void requireProtected(int uid, int mode) throws KeyFileException {
    if ((mode & GROUP_AND_OTHERS) != 0
        && Integer.toUnsignedLong(uid) == CurrentProcess.effectiveUid()) {
      String octal = Integer.toOctalString(mode & 0777);
      throw new KeyFileException(
          Reason.UNPROTECTED,
          "permissions 0" + octal + " are too open: others may read it; first: chmod 600");
    }
  }

  /** Throws unless a key file can have that many bytes. */
  static void requireSize(long size) throws KeyFileException {
    if (size == 0) {
      throw new KeyFileException(Reason.NOT_A_KEY_FILE, "is empty");
    }
    if (size > PrivateKeyReader.MAX_FILE_BYTES) {
      throw new KeyFileException(Reason.NOT_A_KEY_FILE, "too large for a key file (over 1 MiB)");
    }
  }

  private static byte[] read(InputStream in, int expected) throws IOException, KeyFileException {
    byte[] buffer = new byte[expected];
    int length = 0;
    try {
      int count;
      while ((count = in.read(buffer, length, buffer.length - length)) >= 0) {
        length += count;
        requireSize(Math.max(length, 1)); // an empty one is refused when it is parsed
        if (length == buffer.length) {
          buffer = moveToLarger(buffer);
        }
      }
      return Arrays.copyOf(buffer, length);
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  private static byte[] moveToLarger(byte[] buffer) {
    byte[] larger = Arrays.copyOf(buffer, buffer.length * 2);
    Arrays.fill(buffer, (byte) 0);
    return larger;
  }
}
