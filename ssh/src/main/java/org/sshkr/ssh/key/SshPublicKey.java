package org.sshkr.ssh.key;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A public key of SSH. It reads, writes, verifies and fingerprints itself. Numbers are minimal on
 * the wire, so equal keys have equal blobs.
 */
public sealed interface SshPublicKey
    permits RsaPublicKey, EcdsaPublicKey, Ed25519PublicKey, SecurityKeyPublicKey {
  /**
   * Reads a public key blob: string type, then the type's fields (RFC 4253, section 6.6).
   *
   * @throws WireFormatException if it is anything else, such as a certificate or a key of an
   *     unknown type
   */
  static SshPublicKey ofBlob(byte[] blob) {
    WireReader in = new WireReader(blob);
    SshPublicKey key = read(in.readText(), in);
    in.expectEnd();
    return key;
  }

  /**
   * Reads a key's fields, which follow the type's name in a blob, and nothing beyond them.
   *
   * @param type of a plain key, not of a certificate
   * @throws WireFormatException if the type is not known, or the fields are not a valid key
   */
  static SshPublicKey read(String type, WireReader in) {
    return switch (type) {
      case RsaPublicKey.TYPE -> RsaPublicKey.readFields(in);
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
          EcdsaPublicKey.readFields(type, in);
      case Ed25519PublicKey.TYPE -> Ed25519PublicKey.readFields(in);
      case "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ssh-ed25519@openssh.com" ->
          SecurityKeyPublicKey.readFields(type, in);
      default -> throw new WireFormatException("a public key of an unknown type");
    };
  }

  /** The type's name on the wire and in public key files. */
  String type();

  /**
   * The size that OpenSSH shows in lists: the length of the modulus, or of the curve's numbers, in
   * bits.
   */
  int bits();

  /** OpenSSH's name for the type in lists: {@code RSA}, {@code ED25519}, {@code ECDSA-SK}. */
  String displayName();

  /** Writes the key's fields, which follow the type's name in a blob. */
  WireWriter writeFields(WireWriter out);

  /** The public key blob: string type, then the type's fields. */
  default byte[] blob() {
    return writeFields(new WireWriter().writeText(type())).toByteArray();
  }

  /** The blob in Base64, as in a public key file. */
  default String base64() {
    return Base64.getEncoder().encodeToString(blob());
  }

  /**
   * The line of OpenSSH's public key files: {@code type base64 comment}, without a line end.
   *
   * @param comment may be empty
   */
  default String line(String comment) {
    String key = type() + " " + base64();
    return comment.isEmpty() ? key : key + " " + comment;
  }

  /** {@code SHA256:} and the blob's SHA-256 in unpadded Base64, as OpenSSH prints it. */
  default String fingerprint() {
    return FingerprintHash.SHA256.of(blob());
  }

  /**
   * Whether {@code signature} is this key's for {@code data}; false if it is malformed or made by
   * another algorithm.
   *
   * @param signature string algorithm, then the algorithm's fields
   */
  default boolean verifies(byte[] data, byte[] signature) {
    try {
      WireReader in = new WireReader(signature);
      return verifies(data, in.readText(), in);
    } catch (WireFormatException | GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * Whether {@code rest}, which is read to its end, is this key's signature of {@code data} by
   * {@code algorithm}.
   */
  boolean verifies(byte[] data, String algorithm, WireReader rest) throws GeneralSecurityException;

  /** Verifies with the JDK; algorithm, key and signature must fit each other. */
  static boolean verify(String jdkAlgorithm, PublicKey key, byte[] data, byte[] signature)
      throws GeneralSecurityException {
    Signature verification = Signature.getInstance(jdkAlgorithm);
    verification.initVerify(key);
    verification.update(data);
    return verification.verify(signature);
  }
}
