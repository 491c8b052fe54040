package org.sshkr.add;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.ssh.FuzzInputs;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Any bytes as the file that names the keys to delete or to test: it has RSA keys, or is refused in
 * one line.
 */
class PublicKeyFileFuzzTest {
  private static final HeldTypes RSA =
      new HeldTypes("ssh-rsa"::equals, key -> key.type().equals("ssh-rsa"));

  private Path file;

  private interface Source {
    List<PublicHalf> read() throws IOException, KeyFileException;
  }

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.createTempFile(Path.of("target"), "fuzz", ".key");
  }

  @AfterEach
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(PublicKeyFileFuzzTest.class).values();
  }

  @MethodSource("inputs")
  @FuzzTest(maxDuration = "4s")
  void reads(byte[] contents) throws IOException {
    Files.write(file, contents);
    keysOrOneLine(() -> PublicKeyFile.read(file.toString(), RSA));
    keysOrOneLine(() -> PublicKeyFile.read(new ByteArrayInputStream(contents), RSA));
  }

  private static void keysOrOneLine(Source source) throws IOException {
    try {
      List<PublicHalf> keys = source.read();
      assertThat(keys).isNotEmpty();
      for (PublicHalf half : keys) {
        assertThat(SshPublicKey.ofBlob(half.key().blob())).isEqualTo(half.key());
      }
    } catch (KeyFileException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
      assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl);
    }
  }
}
