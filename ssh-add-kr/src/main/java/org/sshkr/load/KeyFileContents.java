package org.sshkr.load;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.sshkr.load.KeyFileException.Reason;
import org.sshkr.process.CurrentProcess;

/** Brings the bytes of a key file into memory, in one array that the caller wipes. */
final class KeyFileContents {
  private static final int GROUP_AND_OTHERS = 0077;

  private KeyFileContents() {}

  /**
   * Reads a regular file. What it is gets looked up before it is opened, since opening a FIFO would
   * wait for a writer.
   */
  static byte[] of(Path path) throws IOException, KeyFileException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:isRegularFile,isDirectory,size,mode,uid");
    if ((Boolean) attributes.get("isDirectory")) {
      throw new KeyFileException(Reason.NOT_A_KEY_FILE, "is a directory");
    }
    if (!(Boolean) attributes.get("isRegularFile")) {
      throw new KeyFileException(
          Reason.NOT_A_KEY_FILE,
          "not a regular file; to read from a pipe, give - as the file and pipe to standard input");
    }
    requireProtected((Integer) attributes.get("uid"), (Integer) attributes.get("mode"));
    long size = (Long) attributes.get("size");
    requireSize(size);
    try (InputStream in = new FileInputStream(path.toFile())) {
      return read(in, (int) size + 1);
    }
  }

  /** Reads a stream to its end and leaves it open. */
  static byte[] of(InputStream in) throws IOException, KeyFileException {
    return read(in, 8192);
  }

  /**
   * As OpenSSH's sshkey_perm_ok (authfile.c): only the user's own files are held to it, so that a
   * file handed out by root stays readable.
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

  /** Throws unless that many bytes can be a key file. */
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
