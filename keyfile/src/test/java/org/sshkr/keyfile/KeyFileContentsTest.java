package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class KeyFileContentsTest {
  /** Makes the corpus, which takes longer than a test may. */
  @BeforeAll
  static void makeCorpus() {
    KeyFileCorpus.get();
  }

  @TempDir Path directory;

  @Test
  void directoryIsRefused() {
    refused(directory, Reason.NOT_A_KEY_FILE, "is a directory");
  }

  /**
   * A pattern like ~/.ssh/* also matches the sockets of shared connections; the message for them
   * was once bad advice.
   */
  @Test
  void socketIsRefusedWhateverItsPermissions() throws Exception {
    Path socket = directory.resolve("user@host:22");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      for (String mode : new String[] {"rwxr-xr-x", "rw-------"}) {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(mode));
        refused(socket, Reason.NOT_A_KEY_FILE, "is a socket");
        assertThatThrownBy(() -> PrivateKeyReader.publicContents(socket)).hasMessage("is a socket");
      }
    }
  }

  @Test
  void keyIsReadFromAFifo() throws Exception {
    byte[] key = KeyFileCorpus.get().sample("pkcs8-4096.pem").contents();
    Path fifo = directory.resolve("fifo");
    Tool.run(directory, "mkfifo", "-m", "600", "fifo");
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> fill(fifo, key));
    try (KeyFile file = PrivateKeyReader.read(fifo)) {
      assertThat(file.keys()).hasSize(1);
    }
    writer.join();
  }

  @Test
  void fifoThatOthersMayReadIsRefusedWithoutWaitingForAWriter() {
    Tool.run(directory, "mkfifo", "-m", "644", "fifo");
    assertThatThrownBy(() -> PrivateKeyReader.read(directory.resolve("fifo")))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNPROTECTED));
  }

  @Test
  void fifoThatGoesOnForEverIsRefusedAtTheSizeOfAFile() {
    Path fifo = directory.resolve("fifo");
    Tool.run(directory, "mkfifo", "-m", "600", "fifo");
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> fill(fifo, new byte[2 * PrivateKeyReader.MAX_FILE_BYTES]));
    refused(fifo, Reason.NOT_A_KEY_FILE, "too large for a key file (over 1 MiB)");
    assertThatThrownBy(writer::join).hasRootCauseMessage("Broken pipe");
  }

  private static void fill(Path fifo, byte[] contents) {
    try {
      Files.write(fifo, contents, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void emptyFileIsRefused() {
    Path file = directory.resolve("empty");
    KeyFileCorpus.write(file, new byte[0]);
    refused(file, Reason.NOT_A_KEY_FILE, "is empty");
  }

  @Test
  void sparseFileOfAGibibyteIsRefusedUnread() throws Exception {
    Path file = directory.resolve("sparse");
    KeyFileCorpus.write(file, new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 30);
    }
    refused(file, Reason.NOT_A_KEY_FILE, "too large for a key file (over 1 MiB)");
  }

  @Test
  void fileOfOneByteIsReadToItsEnd() {
    Path file = directory.resolve("byte");
    KeyFileCorpus.write(file, new byte[] {'x'});
    refused(file, Reason.MALFORMED, "not a private key file of any known format");
  }

  @Test
  void fileOfAMebibyteIsReadAndNoLargerOne() throws Exception {
    byte[] key = KeyFileCorpus.get().sample("pkcs8-2048.pem").contents();
    byte[] contents = Arrays.copyOf(key, 1 << 20);
    Arrays.fill(contents, key.length, contents.length, (byte) '\n');
    PrivateKeyReader.parse(contents).close();
    PrivateKeyReader.read(new ByteArrayInputStream(contents)).close();
    assertThatThrownBy(() -> PrivateKeyReader.parse(Arrays.copyOf(contents, (1 << 20) + 1)))
        .hasMessage("too large for a key file (over 1 MiB)");
  }

  @Test
  void noBytesAreRefusedAsEmpty() {
    assertThatThrownBy(() -> PrivateKeyReader.parse(new byte[0])).hasMessage("is empty");
  }

  @Test
  void missingFileIsAnIoException() {
    assertThatThrownBy(() -> PrivateKeyReader.read(directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-rw----", "rw----r--", "rwx---r-x"})
  void fileThatOthersMayReadIsRefused(String permissions) throws Exception {
    Path file = copyOfAKey();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> PrivateKeyReader.read(file))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNPROTECTED))
        .hasMessageMatching(
            "permissions 0[0-7]{3} are too open: others may read it; first: chmod 600");
  }

  @Test
  void symbolicLinkIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), copyOfAKey());
    PrivateKeyReader.read(link).close();
  }

  @Test
  void streamThatComesInPiecesIsReadToItsEnd() throws Exception {
    byte[] contents = KeyFileCorpus.get().sample("pkcs8-4096.pem").contents();
    InputStream pieces =
        new ByteArrayInputStream(contents) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 7));
          }
        };
    try (KeyFile file = PrivateKeyReader.read(pieces)) {
      assertThat(file.keys()).hasSize(1);
    }
  }

  @Test
  void endlessStreamIsRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }
        };
    assertThatThrownBy(() -> PrivateKeyReader.read(endless))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("too large for a key file (over 1 MiB)");
  }

  @Test
  void emptyStreamIsRefused() {
    assertThatThrownBy(() -> PrivateKeyReader.read(InputStream.nullInputStream()))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("is empty");
  }

  private Path copyOfAKey() {
    Path file = directory.resolve("key");
    KeyFileCorpus.write(file, KeyFileCorpus.get().sample("openssh-2048").contents());
    return file;
  }

  private static void refused(Path path, Reason reason, String message) {
    assertThatThrownBy(() -> PrivateKeyReader.read(path))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }
}
