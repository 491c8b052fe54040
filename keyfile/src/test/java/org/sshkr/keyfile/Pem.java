package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.sshkr.keyfile.KeyFileException.Reason;

/** Wraps and unwraps PEM with the JDK's Base64, independently of the code under test. */
final class Pem {
  private Pem() {}

  static byte[] wrap(String label, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] unwrap(byte[] pem) {
    StringBuilder body = new StringBuilder();
    new String(pem, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> !line.startsWith("-----"))
        .forEach(body::append);
    return Base64.getDecoder().decode(body.toString());
  }

  /** Opens the first key of a file without a passphrase, and returns its secret. */
  static byte[] openPlain(byte[] contents) throws KeyFileException {
    try (KeyFile file = PrivateKeyReader.parse(contents)) {
      try (CheckedKey loaded = file.keys().get(0).open(new byte[0])) {
        return loaded.key().secret().copyToHeap();
      }
    }
  }

  /** The reason why a file is refused; null if it is accepted. */
  static Reason refusal(byte[] contents) {
    try {
      openPlain(contents);
      return null;
    } catch (KeyFileException e) {
      return e.reason();
    }
  }
}
