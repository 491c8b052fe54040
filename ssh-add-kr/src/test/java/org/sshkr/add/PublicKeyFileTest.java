package org.sshkr.add;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.ssh.key.RsaPublicKey;

class PublicKeyFileTest {
  private static final HeldTypes RSA =
      new HeldTypes("ssh-rsa"::equals, key -> key.type().equals("ssh-rsa"));

  private static final RsaPublicKey KEY =
      new RsaPublicKey(BigInteger.ONE.shiftLeft(2047).setBit(0), BigInteger.valueOf(65537));

  @TempDir Path directory;

  /** A hole after the line makes the file larger than any array. */
  private String hugeFile(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, TestIdentity.of(KEY, "huge").line() + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (RandomAccessFile extended = new RandomAccessFile(file.toFile(), "rw")) {
      extended.setLength(3L << 30);
    }
    return file.toString();
  }

  @Test
  void fileOfGigabytesIsNotReadIntoMemory() throws Exception {
    assertThat(PublicKeyFile.read(hugeFile("key"), RSA)).containsExactly(PublicHalf.of(KEY));
  }

  @Test
  void companionOfGigabytesIsNotReadIntoMemory() throws Exception {
    String companion = hugeFile("key.pub");
    String file = companion.substring(0, companion.length() - ".pub".length());
    assertThat(PublicKeyFile.read(file, RSA)).containsExactly(PublicHalf.of(KEY));
  }

  @Test
  void companionThatIsNoFileIsPassedOver() throws Exception {
    Path companion = Files.createDirectory(directory.resolve("key.pub"));
    String file = companion.resolveSibling("key").toString();
    assertThatThrownBy(() -> PublicKeyFile.read(file, RSA)).isInstanceOf(NoSuchFileException.class);
  }
}
