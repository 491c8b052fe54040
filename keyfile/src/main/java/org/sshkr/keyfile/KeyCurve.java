package org.sshkr.keyfile;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/** The curves whose keys are loaded: Ed25519 and SSH's three for ECDSA (RFC 5656). */
enum KeyCurve {
  ED25519(Ed25519PublicKey.TYPE, KeyTypes.ED25519),
  NISTP256("ecdsa-sha2-nistp256", "1.2.840.10045.3.1.7"),
  NISTP384("ecdsa-sha2-nistp384", "1.3.132.0.34"),
  NISTP521("ecdsa-sha2-nistp521", "1.3.132.0.35");

  /** OpenSSL's names for curves that people make keys on and that SSH does not have. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "1.2.840.10045.3.1.1", "prime192v1",
          "1.3.132.0.33", "secp224r1",
          "1.3.132.0.10", "secp256k1",
          "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1",
          "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1",
          "1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1",
          "1.2.156.10197.1.301", "SM2");

  private static final int COMPRESSED = 2;
  private static final int UNCOMPRESSED = 4;
  private static final int HYBRID = 6;

  private final String type;
  private final String identifier;

  /**
   * Defines a curve.
   *
   * @param type the type of its keys in SSH
   * @param identifier object identifier of the curve (RFC 5480) or of its keys (RFC 8410)
   */
  KeyCurve(String type, String identifier) {
    this.type = type;
    this.identifier = identifier;
  }

  /** The curve that keys of a type, such as {@code ssh-ed25519}, are on. */
  static Optional<KeyCurve> ofType(String type) {
    return Arrays.stream(values()).filter(curve -> curve.type.equals(type)).findFirst();
  }

  /**
   * Reads the parameters of an elliptic curve key (RFC 5480, section 2.1.1), which must name one of
   * the three curves.
   */
  static KeyCurve read(DerReader in) throws KeyFileException {
    if (in.peek() == DerReader.SEQUENCE) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_KEY,
          "ECDSA key with explicit curve parameters; name its curve with:"
              + " openssl ec -param_enc named_curve");
    }
    String read = in.readObjectIdentifier();
    for (KeyCurve curve : values()) {
      if (curve != ED25519 && curve.identifier.equals(read)) {
        return curve;
      }
    }
    throw KeyTypes.refuseCurve(OTHERS.getOrDefault(read, read));
  }

  /** The type of its keys, such as {@code ssh-ed25519}. */
  String type() {
    return type;
  }

  /** The name that messages use for a key on this curve. */
  String keyName() {
    return this == ED25519 ? "Ed25519 key" : "ECDSA key";
  }

  /** The length of a private number in bytes: that of Ed25519's seed, or of the curve's order. */
  int numberLength() {
    return Libcrypto.numberLength(type);
  }

  /** The point in a public key, encoded as in the key's blob. */
  static byte[] point(SshPublicKey key) {
    return (key instanceof Ed25519PublicKey ed25519
            ? ed25519.point()
            : ((EcdsaPublicKey) key).point())
        .toByteArray();
  }

  /**
   * Whether these bytes encode that point. For ECDSA, any form of SEC 1, section 2.3.3, will do,
   * and the one that X9.62 adds, with both coordinates and the parity.
   *
   * @param uncompressed a point on this curve, as {@link #point} returns it
   */
  boolean isSamePoint(byte[] encoded, byte[] uncompressed) {
    if (this == ED25519 || encoded.length == 0) {
      return Arrays.equals(encoded, uncompressed);
    }
    int parity = uncompressed[uncompressed.length - 1] & 1;
    boolean compressed = encoded[0] == COMPRESSED + parity;
    if (!compressed && encoded[0] != UNCOMPRESSED && encoded[0] != HYBRID + parity) {
      return false;
    }
    int length = compressed ? (uncompressed.length + 1) / 2 : uncompressed.length;
    return encoded.length == length && Arrays.equals(encoded, 1, length, uncompressed, 1, length);
  }
}
