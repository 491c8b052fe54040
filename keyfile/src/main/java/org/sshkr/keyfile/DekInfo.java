package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * The encryption that PEM itself has (RFC 1421, section 4.6.1.3, as OpenSSL extended it; see
 * PEM_do_header in its pem_lib.c). Two header fields give the cipher and the IV:
 *
 * <pre>
 * Proc-Type: 4,ENCRYPTED
 * DEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF
 * </pre>
 *
 * {@link DekDecryption} decrypts.
 */
final class DekInfo {
  private final Algorithm algorithm;
  private final byte[] iv;

  private DekInfo(Algorithm algorithm, byte[] iv) {
    this.algorithm = algorithm;
    this.iv = iv;
  }

  /** The ciphers, by the names that OpenSSL writes. */
  enum Algorithm {
    DES("DES-CBC", 8, 8),
    TRIPLE_DES("DES-EDE3-CBC", 24, 8),
    AES128("AES-128-CBC", 16, 16),
    AES192("AES-192-CBC", 24, 16),
    AES256("AES-256-CBC", 32, 16);

    private final String pemName;
    private final int keyLength;
    private final int blockLength;

    /** Takes lengths in bytes. */
    Algorithm(String pemName, int keyLength, int blockLength) {
      this.pemName = pemName;
      this.keyLength = keyLength;
      this.blockLength = blockLength;
    }

    int keyLength() {
      return keyLength;
    }

    private static Algorithm of(String pemName, String label) throws KeyFileException {
      for (Algorithm algorithm : values()) {
        if (algorithm.pemName.equals(pemName)) {
          return algorithm;
        }
      }
      throw new KeyFileException(
          Reason.UNSUPPORTED_ENCODING,
          "encrypted with "
              + PrintableText.name(pemName.getBytes(StandardCharsets.ISO_8859_1))
              + ", which is not read; re-encrypt it with: openssl "
              + (label.equals(TraditionalEnvelope.EC_LABEL) ? "ec" : "rsa")
              + " -aes256");
    }
  }

  /** Reads a block's header; returns null if the block is not encrypted. */
  static DekInfo of(PemBlock block) throws KeyFileException {
    if (!block.hasFields()) {
      return null;
    }
    String type = block.field("Proc-Type");
    String info = block.field("DEK-Info");
    if (type == null && info == null) {
      return null;
    }
    int comma = info == null ? -1 : info.indexOf(',');
    if (comma < 0) {
      throw new KeyFileException(Reason.MALFORMED, "the DEK-Info line is missing or damaged");
    }
    Algorithm algorithm = Algorithm.of(info.substring(0, comma).strip(), block.label());
    byte[] iv = Hex.decode(info.substring(comma + 1).strip());
    if (iv.length != algorithm.blockLength) {
      throw new KeyFileException(
          Reason.MALFORMED, "the IV of the DEK-Info line has a wrong length");
    }
    return new DekInfo(algorithm, iv);
  }

  Algorithm algorithm() {
    return algorithm;
  }

  /** The IV, one block of the cipher; not a copy. */
  byte[] iv() {
    return iv;
  }
}
