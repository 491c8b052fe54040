package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/** Knows the key types that are loaded, and refuses all others by name. */
final class KeyTypes {
  /** The command that makes a key of a type that works. */
  static final String MAKE_KEY = "ssh-keygen -t ed25519";

  /** The command that makes an RSA key of a size that works. */
  static final String MAKE_RSA = "ssh-keygen -t rsa -b 3072";

  /** The algorithm identifier of RSA (RFC 8017, appendix C). */
  static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";

  /** The algorithm identifier of ECDSA, whose parameters name the curve (RFC 5480, section 2.1). */
  static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";

  /** The algorithm identifier of Ed25519 (RFC 8410, section 3). */
  static final String ED25519 = "1.3.101.112";

  private KeyTypes() {}

  /**
   * Accepts the types that are loaded: RSA, Ed25519 and the three curves of ECDSA.
   *
   * @param type as OpenSSH and PuTTY write it, such as {@code ssh-ed25519}
   * @throws KeyFileException for any other type
   */
  static void requireLoaded(String type) throws KeyFileException {
    if (!type.equals(RsaPublicKey.TYPE) && KeyCurve.ofType(type).isEmpty()) {
      throw refuseSshType(type);
    }
  }

  /**
   * Reads and checks the public key that a file shows without a passphrase.
   *
   * @throws WireFormatException if the blob is malformed
   * @throws KeyFileException if the private key that belongs to it can't be loaded
   */
  static SshPublicKey readPublicKey(byte[] blob) throws KeyFileException {
    requireLoaded(PrintableText.name(new WireReader(blob).readString()));
    SshPublicKey key = SshPublicKey.ofBlob(blob);
    if (key instanceof RsaPublicKey rsa) {
      RsaCheck.checkPublic(rsa);
    }
    return key;
  }

  /** Refuses a key type, named as OpenSSH and PuTTY write it, such as {@code ssh-dss}. */
  static KeyFileException refuseSshType(String type) {
    if (type.contains("-cert-v0")) {
      return new KeyFileException(
          Reason.NOT_A_PRIVATE_KEY, "a certificate; give the private key that it belongs to");
    }
    if (type.startsWith("sk-") || type.startsWith("webauthn-sk-")) {
      return new AgentOnlyKeyException(
          "key on a security key (FIDO)",
          "it can't leave the token for the kernel; keep it in ssh-agent");
    }
    if (type.startsWith("ecdsa-sha2-")) {
      return refuseCurve(type.substring("ecdsa-sha2-".length()));
    }
    return switch (type) {
      case "ssh-ed448" -> keepInAgent("Ed448 key");
      case "ssh-xmss@openssh.com" -> keepInAgent("XMSS key");
      case "ssh-dss" -> makeAnother("DSA key");
      default -> makeAnother("key of type " + type);
    };
  }

  /** Refuses an algorithm identifier of PKCS#8 (RFC 8410, RFC 5480, RFC 3279, RFC 4055). */
  static KeyFileException refuseAlgorithm(String objectIdentifier) {
    return switch (objectIdentifier) {
      case "1.3.101.113" -> keepInAgent("Ed448 key");
      case "1.2.840.10040.4.1" -> makeAnother("DSA key");
      case "1.3.101.110", "1.3.101.111", "1.2.840.113549.1.3.1", "1.2.840.10046.2.1" ->
          makeAnother("key for key agreement (X25519, X448 or DH), not for signatures");
      case "1.2.840.113549.1.1.10" ->
          makeAnother("RSA-PSS key, bound to a padding that SSH does not use");
      case "1.2.840.113549.1.1.7" ->
          makeAnother("RSA-OAEP key, for encryption, not for signatures");
      default -> makeAnother("key of algorithm " + objectIdentifier);
    };
  }

  /** Refuses an elliptic curve, by its name or object identifier. */
  static KeyFileException refuseCurve(String name) {
    return new KeyFileException(
        Reason.UNSUPPORTED_KEY,
        "ECDSA key on the curve "
            + name
            + ": SSH has nistp256, nistp384 and nistp521 only; make a key with: "
            + MAKE_KEY);
  }

  /** Refuses a PEM block by its label, when its contents don't tell more. */
  static KeyFileException refuseLabel(String label) {
    return switch (label) {
      case "DSA PRIVATE KEY" -> makeAnother("DSA key");
      case "X25519 PRIVATE KEY", "X448 PRIVATE KEY", "DH PRIVATE KEY" ->
          makeAnother("key for key agreement (X25519, X448 or DH), not for signatures");
      case "TSS2 PRIVATE KEY", "TSS2 KEY BLOB" ->
          new KeyFileException(
              Reason.UNSUPPORTED_KEY,
              "key that only a TPM can open: it can't be loaded into the kernel");
      case "PGP PRIVATE KEY BLOCK" ->
          new KeyFileException(
              Reason.UNSUPPORTED_KEY,
              "OpenPGP key: gpg-agent serves it to ssh; for the kernel make a key with: "
                  + MAKE_KEY);
      case "PUBLIC KEY", "RSA PUBLIC KEY", "PGP PUBLIC KEY BLOCK" -> publicKey();
      case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE" ->
          new KeyFileException(
              Reason.NOT_A_PRIVATE_KEY, "a certificate; give the private key that it belongs to");
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
          new KeyFileException(
              Reason.NOT_A_PRIVATE_KEY,
              "a certificate request; give the private key that it belongs to");
      default ->
          new KeyFileException(
              Reason.NOT_A_PRIVATE_KEY,
              "holds no private key, only: "
                  + PrintableText.name(label.getBytes(StandardCharsets.ISO_8859_1)));
    };
  }

  static KeyFileException publicKey() {
    return new KeyFileException(
        Reason.NOT_A_PRIVATE_KEY, "a public key; give the private key that it belongs to");
  }

  static KeyFileException multiPrime() {
    return makeAnother("RSA key with more than two primes");
  }

  private static KeyFileException keepInAgent(String what) {
    return new AgentOnlyKeyException(
        what, "it can't be loaded; keep it in ssh-agent, or make a key with: " + MAKE_KEY);
  }

  private static KeyFileException makeAnother(String what) {
    return new KeyFileException(
        Reason.UNSUPPORTED_KEY, what + ": it can't be loaded; make a key with: " + MAKE_KEY);
  }
}
