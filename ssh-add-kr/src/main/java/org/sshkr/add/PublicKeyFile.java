package org.sshkr.add;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.keyfile.KeyEnvelope;
import org.sshkr.keyfile.KeyFile;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.keyfile.PrivateKeyReader;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * Reads public keys from a file without a passphrase: from lines {@code ssh-rsa <base64>
 * <comment>}, certificates included; from the public half of a private key; or from the file with
 * that name followed by {@code .pub}.
 */
final class PublicKeyFile {
  private PublicKeyFile() {}

  /** Reads the keys of a file, or of standard input for "-". */
  static List<PublicHalf> of(String file, HeldTypes types) throws IOException, KeyFileException {
    return file.equals("-") ? read(System.in, types) : read(file, types);
  }

  /**
   * Reads the keys, at least one.
   *
   * @throws NoSuchFileException if neither the file nor its public one exists
   * @throws AgentOnlyKeyException if it is a key for the agent behind
   * @throws KeyFileException if there is no public key in it that the keyring can hold
   */
  static List<PublicHalf> read(String file, HeldTypes types) throws IOException, KeyFileException {
    Path path = Path.of(file);
    Path companion = Path.of(file + ".pub");
    // reading a FIFO would wait for a writer
    boolean hasCompanion = Files.isRegularFile(companion);
    if (Files.exists(path)) {
      List<PublicHalf> keys = publicHalves(path, types);
      if (!keys.isEmpty()) {
        return keys;
      }
      if (!hasCompanion) {
        throw none();
      }
    } else if (!hasCompanion) {
      throw new NoSuchFileException(file);
    }
    return lines(PrivateKeyReader.publicContents(companion), types);
  }

  /** Reads public key lines to the end of {@code in}. */
  static List<PublicHalf> read(InputStream in, HeldTypes types)
      throws IOException, KeyFileException {
    return lines(in.readNBytes(PrivateKeyReader.MAX_FILE_BYTES), types);
  }

  private static KeyFileException none() {
    return new KeyFileException(
        KeyFileException.Reason.NOT_A_KEY_FILE,
        "there is no public key in it that the keyring can hold");
  }

  /**
   * Reads the keys of a public or private key file; empty if a private key file's passphrase hides
   * them. The file is read once, since it may be a pipe.
   */
  private static List<PublicHalf> publicHalves(Path path, HeldTypes types)
      throws IOException, KeyFileException {
    byte[] contents = PrivateKeyReader.publicContents(path);
    try (KeyFile file = PrivateKeyReader.parse(contents)) {
      List<PublicHalf> keys = new ArrayList<>();
      for (KeyEnvelope envelope : file.keys()) {
        if (envelope.publicKey().isPresent()) {
          keys.add(PublicHalf.of(types.require(envelope.publicKey().get())));
        } else if (!envelope.encrypted()) {
          try (var loaded = envelope.open(new byte[0])) {
            keys.add(PublicHalf.of(types.require(loaded.key().publicKey())));
          }
        }
      }
      return keys;
    } catch (KeyFileException e) {
      return switch (e.reason()) {
        case NOT_A_PRIVATE_KEY, MALFORMED -> lines(contents, types);
        default -> throw e;
      };
    } finally {
      Arrays.fill(contents, (byte) 0);
    }
  }

  /** Reads at least one key; keys beside it that the keyring does not hold are skipped. */
  private static List<PublicHalf> lines(byte[] contents, HeldTypes types) throws KeyFileException {
    String[] lines = new String(contents, StandardCharsets.UTF_8).split("\n", -1);
    List<PublicHalf> keys = new ArrayList<>();
    Optional<AgentOnlyKeyException> other = Optional.empty();
    for (String line : lines) {
      try {
        Optional<PublicHalf> half = line(line, types);
        if (half.isPresent()) {
          types.require(half.get().key());
          keys.add(half.get());
        } else if (other.isEmpty()) {
          other = AgentOnlyKeyException.ofType(line.strip().split("\\s+", 2)[0]);
        }
      } catch (AgentOnlyKeyException e) {
        other = Optional.of(e);
      }
    }
    if (keys.isEmpty()) {
      throw other.isPresent() ? other.get() : none();
    }
    return keys;
  }

  private static Optional<PublicHalf> line(String line, HeldTypes types) {
    String[] word = line.strip().split("\\s+", 3);
    try {
      if (!types.has(SshCertificate.plainAlgorithm(word[0]))) {
        return Optional.empty();
      }
      return Optional.of(
          SshCertificate.isType(word[0])
              ? PublicHalf.of(SshCertificate.ofBlob(blob(word)))
              : PublicHalf.of(SshPublicKey.ofBlob(blob(word))));
    } catch (IllegalArgumentException | WireFormatException e) {
      return Optional.empty();
    }
  }

  private static byte[] blob(String[] word) {
    return Base64.getDecoder().decode(word.length > 1 ? word[1] : "");
  }
}
