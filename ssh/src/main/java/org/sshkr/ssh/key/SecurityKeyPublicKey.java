package org.sshkr.ssh.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The public key of a FIDO authenticator: the fields of a plain key, then string application. A
 * signature is string algorithm, the plain key's signature as a string, byte flags, uint32 counter
 * (OpenSSH's PROTOCOL.u2f). The flags are not judged here.
 *
 * @param plain of type Ed25519, or ECDSA with the curve nistp256
 * @param application to which the authenticator bound the key, such as {@code ssh:}
 */
public record SecurityKeyPublicKey(SshPublicKey plain, String application) implements SshPublicKey {
  private static final String PREFIX = "sk-";
  private static final String SUFFIX = "@openssh.com";

  /**
   * Creates a key.
   *
   * @throws WireFormatException if authenticators don't have keys of this type
   */
  public SecurityKeyPublicKey {
    boolean known =
        plain instanceof Ed25519PublicKey
            || (plain instanceof EcdsaPublicKey ecdsa && ecdsa.curve().equals("nistp256"));
    if (!known) {
      throw new WireFormatException("no authenticator has such a key");
    }
  }

  static SecurityKeyPublicKey readFields(String type, WireReader in) {
    String plain = type.substring(PREFIX.length(), type.length() - SUFFIX.length());
    return new SecurityKeyPublicKey(SshPublicKey.read(plain, in), in.readText());
  }

  @Override
  public String type() {
    return PREFIX + plain.type() + SUFFIX;
  }

  @Override
  public String displayName() {
    return type().contains("ed25519") ? "ED25519-SK" : "ECDSA-SK";
  }

  @Override
  public int bits() {
    return plain.bits();
  }

  @Override
  public WireWriter writeFields(WireWriter out) {
    return plain.writeFields(out).writeText(application);
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    byte[] signature = rest.readString();
    int flags = rest.readByte();
    long counter = rest.readUint32();
    rest.expectEnd();
    if (!algorithm.equals(type())) {
      return false;
    }
    byte[] signed =
        new WireWriter()
            .writeRaw(sha256(application.getBytes(UTF_8)))
            .writeByte(flags)
            .writeUint32(counter)
            .writeRaw(sha256(data))
            .toByteArray();
    return plain instanceof EcdsaPublicKey ecdsa
        ? ecdsa.verifiesBare(signed, new WireReader(signature))
        : ((Ed25519PublicKey) plain).verifiesBare(signed, signature);
  }

  private static byte[] sha256(byte[] data) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(data);
  }
}
