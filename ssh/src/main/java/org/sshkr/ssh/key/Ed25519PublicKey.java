package org.sshkr.ssh.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * An Ed25519 public key: string of 32 bytes. A signature is string algorithm, string of 64 bytes.
 * RFC 8709, sections 4 and 6.
 *
 * @param point the 32 bytes
 */
public record Ed25519PublicKey(Blob point) implements SshPublicKey {
  /** The key type's name on the wire and in public key files. */
  public static final String TYPE = "ssh-ed25519";

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  /** Java's name of the key and the signature. */
  private static final String TYPE_OF_JAVA = "Ed25519";

  /** The prefix of the 32 bytes in a SubjectPublicKeyInfo: RFC 8410, section 4. */
  private static final byte[] INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  /**
   * Creates a key.
   *
   * @throws WireFormatException if it is not 32 bytes long
   */
  public Ed25519PublicKey {
    if (point.length() != KEY_BYTES) {
      throw new WireFormatException("Ed25519 key is not 32 bytes long");
    }
  }

  static Ed25519PublicKey readFields(WireReader in) {
    return new Ed25519PublicKey(Blob.copyOf(in.readString()));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String displayName() {
    return "ED25519";
  }

  @Override
  public int bits() {
    return KEY_BYTES * Byte.SIZE;
  }

  @Override
  public WireWriter writeFields(WireWriter out) {
    return out.writeString(point.toByteArray());
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    byte[] signature = rest.readString();
    rest.expectEnd();
    return algorithm.equals(TYPE) && verifiesBare(data, signature);
  }

  /** Whether the 64 bytes {@code signature} are this key's signature of {@code data}. */
  boolean verifiesBare(byte[] data, byte[] signature) throws GeneralSecurityException {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    Optional<PublicKey> key = toJava();
    return key.isPresent() && SshPublicKey.verify(TYPE_OF_JAVA, key.get(), data, signature);
  }

  /** Returns Java's form of the key; empty if Java refuses it. */
  public Optional<PublicKey> toJava() {
    byte[] info = new byte[INFO.length + KEY_BYTES];
    System.arraycopy(INFO, 0, info, 0, INFO.length);
    System.arraycopy(point.toByteArray(), 0, info, INFO.length, KEY_BYTES);
    try {
      return Optional.of(
          KeyFactory.getInstance(TYPE_OF_JAVA).generatePublic(new X509EncodedKeySpec(info)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a Java without Ed25519", e);
    }
  }
}
