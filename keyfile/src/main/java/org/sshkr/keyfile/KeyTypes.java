package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import org.sshkr.keyfile.KeyFileException.Reason;

/** The keys that the kernel can't sign with, by the names that files give them. */
final class KeyTypes {
  /** The command that makes a key of the kind that works. */
  static final String MAKE_RSA = "ssh-keygen -t rsa -b 3072";

  /** The algorithm identifier of RSA (RFC 8017, appendix C). */
  static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";

  private KeyTypes() {}

  /** A key type as OpenSSH and PuTTY write it, such as {@code ssh-ed25519}. */
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
      return keepInAgent("ECDSA key");
    }
    return switch (type) {
      case "ssh-ed25519" -> keepInAgent("Ed25519 key");
      case "ssh-ed448" -> keepInAgent("Ed448 key");
      case "ssh-xmss@openssh.com" -> keepInAgent("XMSS key");
      case "ssh-dss" -> makeRsa("DSA key");
      default -> makeRsa("key of type " + type);
    };
  }

  /** An algorithm identifier as in PKCS#8 (RFC 8410, RFC 5480, RFC 3279, RFC 4055). */
  static KeyFileException refuseAlgorithm(String objectIdentifier) {
    return switch (objectIdentifier) {
      case "1.3.101.112" -> keepInAgent("Ed25519 key");
      case "1.3.101.113" -> keepInAgent("Ed448 key");
      case "1.2.840.10045.2.1" -> keepInAgent("ECDSA key");
      case "1.2.840.10040.4.1" -> makeRsa("DSA key");
      case "1.3.101.110", "1.3.101.111", "1.2.840.113549.1.3.1", "1.2.840.10046.2.1" ->
          makeRsa("key for key agreement (X25519, X448 or DH), not for signatures");
      case "1.2.840.113549.1.1.10" ->
          makeRsa("RSA-PSS key, bound to a padding that SSH does not use");
      case "1.2.840.113549.1.1.7" -> makeRsa("RSA-OAEP key, for encryption, not for signatures");
      default -> makeRsa("key of algorithm " + objectIdentifier);
    };
  }

  /** A PEM block's label, other than those of RSA keys. */
  static KeyFileException refuseLabel(String label) {
    return switch (label) {
      case "EC PRIVATE KEY" -> keepInAgent("ECDSA key");
      case "DSA PRIVATE KEY" -> makeRsa("DSA key");
      case "ED25519 PRIVATE KEY" -> keepInAgent("Ed25519 key");
      case "X25519 PRIVATE KEY", "X448 PRIVATE KEY", "DH PRIVATE KEY" ->
          makeRsa("key for key agreement (X25519, X448 or DH), not for signatures");
      case "TSS2 PRIVATE KEY", "TSS2 KEY BLOB" ->
          new KeyFileException(
              Reason.UNSUPPORTED_KEY,
              "key that only a TPM can open: it can't leave it for the kernel");
      case "PGP PRIVATE KEY BLOCK" ->
          new KeyFileException(
              Reason.UNSUPPORTED_KEY,
              "OpenPGP key: gpg-agent serves it to ssh; for the kernel make a key with: "
                  + MAKE_RSA);
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
    return makeRsa("RSA key with more than two primes");
  }

  private static KeyFileException keepInAgent(String what) {
    return new AgentOnlyKeyException(
        what,
        "the kernel signs with RSA only; keep it in ssh-agent, or make an RSA key with: "
            + MAKE_RSA);
  }

  private static KeyFileException makeRsa(String what) {
    return new KeyFileException(
        Reason.UNSUPPORTED_KEY,
        what + ": the kernel signs with RSA only; make an RSA key with: " + MAKE_RSA);
  }
}
