package org.sshkr.add;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The certificate beside a key file, in a file with the key file's name followed by {@code
 * -cert.pub} (ssh-add(1)).
 */
final class CertificateFile {
  private CertificateFile() {}

  static String nameFor(String keyFile) {
    return keyFile + "-cert.pub";
  }

  /**
   * Reads the certificate; empty if there is none, as for standard input.
   *
   * @throws KeyFileException if the file holds no certificate, or not one of {@code keys}
   */
  static Optional<SshCertificate> read(String keyFile, List<SshPublicKey> keys, HeldTypes types)
      throws IOException, KeyFileException {
    Path path = Path.of(nameFor(keyFile));
    if (keyFile.equals("-") || !Files.exists(path)) {
      return Optional.empty();
    }
    for (PublicHalf half : PublicKeyFile.read(path.toString(), types)) {
      if (half.certificate().isPresent()) {
        if (!keys.contains(half.key())) {
          throw new KeyFileException(
              KeyFileException.Reason.INVALID_KEY, "the certificate is of another key");
        }
        return half.certificate();
      }
    }
    throw new KeyFileException(
        KeyFileException.Reason.NOT_A_KEY_FILE, "there is no certificate in it");
  }
}
