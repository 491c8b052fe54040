package org.sshkr.keyring;

import java.util.Optional;
import org.sshkr.ssh.key.SshCertificate;

/**
 * The RSA signature algorithms of SSH: RFC 4253, section 6.6 and RFC 8332, section 3. All are
 * RSASSA-PKCS1-v1_5.
 */
public enum SignatureAlgorithm implements SignatureScheme {
  /** SHA-1 is broken for signatures: only for a client that asks for nothing newer. */
  SSH_RSA("ssh-rsa", HashAlgorithm.SHA1),
  RSA_SHA2_256("rsa-sha2-256", HashAlgorithm.SHA256),
  RSA_SHA2_512("rsa-sha2-512", HashAlgorithm.SHA512);

  private final String sshName;
  private final HashAlgorithm hash;

  SignatureAlgorithm(String sshName, HashAlgorithm hash) {
    this.sshName = sshName;
    this.hash = hash;
  }

  /**
   * Finds the algorithm by its name on the wire, or with a certificate (OpenSSH's
   * PROTOCOL.certkeys).
   */
  public static Optional<SignatureAlgorithm> named(String name) {
    String plain = SshCertificate.plainAlgorithm(name);
    for (SignatureAlgorithm algorithm : values()) {
      if (algorithm.sshName.equals(plain)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The name on the wire. */
  public String sshName() {
    return sshName;
  }

  @Override
  public HashAlgorithm hash() {
    return hash;
  }

  @Override
  public byte[] encode(byte[] digest, int modulusBits) {
    return new RsassaPkcs1(hash).encode(digest, modulusBits);
  }
}
