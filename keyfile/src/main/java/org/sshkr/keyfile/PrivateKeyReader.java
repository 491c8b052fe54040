package org.sshkr.keyfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a private key file in any format that {@link KeyEnvelope} lists, up to the point where a
 * passphrase is needed. Nothing is decrypted here and nobody is asked for anything. The result says
 * which of its keys are encrypted, and opens one at a time.
 *
 * <pre>{@code
 * try (KeyFile file = PrivateKeyReader.read(path)) {
 *   for (KeyEnvelope envelope : file.keys()) {
 *     try (CheckedKey loaded = envelope.open(passphrase)) {
 *       keyring.add(loaded.key(), loaded.comment());
 *     }
 *   }
 * }
 * }</pre>
 */
public final class PrivateKeyReader {
  /** The size in bytes above which a file is refused; the largest RSA key takes 8 KiB. */
  public static final int MAX_FILE_BYTES = 1 << 20;

  private PrivateKeyReader() {}

  /**
   * Reads a file. As in ssh-add, a file that belongs to the user is refused if others may read it,
   * and opening a FIFO waits for a writer.
   *
   * @throws KeyFileException if the file is refused, with the reason
   * @throws IOException if the file is missing or can't be read
   */
  public static KeyFile read(Path path) throws IOException, KeyFileException {
    return parseAndWipe(KeyFileContents.of(path));
  }

  /**
   * Reads a file that others may read, since its keys may be public.
   *
   * @return at most the first {@link #MAX_FILE_BYTES} bytes; the caller wipes them
   * @throws KeyFileException if it is a directory or a socket
   * @throws IOException if the file is missing or can't be read
   */
  public static byte[] publicContents(Path path) throws IOException, KeyFileException {
    return KeyFileContents.ofPublic(path);
  }

  /**
   * Reads a stream, such as standard input, to its end; the stream stays open.
   *
   * @throws KeyFileException if the contents are refused, with the reason
   * @throws IOException if the stream can't be read
   */
  public static KeyFile read(InputStream in) throws IOException, KeyFileException {
    return parseAndWipe(KeyFileContents.of(in));
  }

  /**
   * Reads a file as {@link #read(Path)} does, without parsing its contents; the caller wipes the
   * array.
   */
  public static byte[] contents(Path path) throws IOException, KeyFileException {
    return KeyFileContents.of(path);
  }

  /** Reads a stream to its end, without parsing its contents; the caller wipes the array. */
  public static byte[] contents(InputStream in) throws IOException, KeyFileException {
    return KeyFileContents.of(in);
  }

  /**
   * Parses the contents of a key file. The array stays the caller's, who wipes it; the keys don't
   * refer to it.
   *
   * @throws KeyFileException if the contents are refused, with the reason
   */
  public static KeyFile parse(byte[] contents) throws KeyFileException {
    KeyFileContents.requireSize(contents.length);
    List<PemBlock> blocks = PemBlock.findAll(contents);
    if (!blocks.isEmpty()) {
      return PemFile.parse(blocks);
    }
    if (DerFile.looksLike(contents)) {
      return DerFile.parse(contents);
    }
    PuttyFile putty = PuttyFile.of(contents);
    if (putty != null) {
      return new KeyFile(List.of(PuttyEnvelope.of(putty)));
    }
    throw ForeignFile.refuse(contents);
  }

  private static KeyFile parseAndWipe(byte[] contents) throws KeyFileException {
    try {
      return parse(contents);
    } finally {
      Arrays.fill(contents, (byte) 0);
    }
  }
}
