package org.sshkr.keyring;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/**
 * An OpenSSH certificate of an RSA key: {@code ssh-rsa-cert-v01@openssh.com} (OpenSSH's
 * PROTOCOL.certkeys). It is public; its authority's signature is for the server to verify.
 *
 * @param blob the whole certificate as it stands on the wire
 * @param publicKey the key that it certifies
 * @param keyId the name that the authority gave it
 * @param validAfter seconds since 1970, unsigned
 * @param validBefore seconds since 1970, unsigned; all bits set for no end
 */
public record SshCertificate(
    Blob blob, RsaPublicKey publicKey, String keyId, long validAfter, long validBefore) {
  private static final Duration GRACE = Duration.ofMinutes(5);

  /** The key type's name on the wire and in certificate files. */
  public static final String TYPE = "ssh-rsa-cert-v01@openssh.com";

  private static final String TYPE_SUFFIX = "-cert-v01@openssh.com";

  /**
   * Reads a certificate.
   *
   * @throws WireFormatException if it is anything else, a certificate of another key type included
   */
  public static SshCertificate ofBlob(byte[] blob) {
    WireReader in = new WireReader(blob);
    if (!in.readText().equals(TYPE)) {
      throw new WireFormatException("not an " + TYPE + " certificate");
    }
    in.readString(); // nonce
    BigInteger exponent = in.readPositiveMpint();
    BigInteger modulus = in.readPositiveMpint();
    in.readUint64(); // serial
    in.readUint32(); // of a user or a host
    String keyId = in.readText();
    in.readString(); // principals
    long validAfter = in.readUint64();
    long validBefore = in.readUint64();
    in.readString(); // critical options
    in.readString(); // extensions
    in.readString(); // reserved
    in.readString(); // the authority's key
    in.readString(); // its signature
    in.expectEnd();
    return new SshCertificate(
        Blob.copyOf(blob), new RsaPublicKey(modulus, exponent), keyId, validAfter, validBefore);
  }

  /**
   * The algorithm that a signature names where a certificate's was asked for: {@code rsa-sha2-512}
   * for {@code rsa-sha2-512-cert-v01@openssh.com} (OpenSSH's PROTOCOL.certkeys). Also of other key
   * types; any other name is its own.
   */
  public static String plainAlgorithm(String name) {
    if (!name.endsWith(TYPE_SUFFIX)) {
      return name;
    }
    String plain = name.substring(0, name.length() - TYPE_SUFFIX.length());
    return plain.startsWith("sk-") ? plain + "@openssh.com" : plain;
  }

  /** The blob in Base64, as it stands in a certificate file. */
  public String base64() {
    return Base64.getEncoder().encodeToString(blob.toByteArray());
  }

  /** Whether {@code blob} begins as a certificate of this type does. */
  public static boolean isOne(byte[] blob) {
    try {
      return new WireReader(blob).readText().equals(TYPE);
    } catch (WireFormatException e) {
      return false;
    }
  }

  /**
   * The lifetime that this certificate is to have in a keyring: {@code lifetime}, or until five
   * minutes after its validity ends, if that is earlier (ssh-add(1), option -N).
   */
  public Optional<Duration> shorten(Optional<Duration> lifetime, Instant now) {
    if (validBefore < 0) { // beyond all time, if not without end
      return lifetime;
    }
    Duration valid = Duration.between(now, Instant.ofEpochSecond(validBefore)).plus(GRACE);
    return lifetime.filter(life -> life.compareTo(valid) < 0).or(() -> KeyLifetime.fit(valid));
  }

  /** Whether no server accepts it any more at {@code time}. */
  public boolean isExpired(Instant time) {
    return Long.compareUnsigned(time.getEpochSecond(), validBefore) >= 0;
  }
}
