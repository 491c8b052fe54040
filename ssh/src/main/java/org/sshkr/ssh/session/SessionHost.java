package org.sshkr.ssh.session;

import java.time.Instant;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/** The server of a session, identified by its host key or host certificate. */
sealed interface SessionHost permits PlainHost, CertifiedHost {
  /**
   * Reads a host key or a certificate.
   *
   * @throws WireFormatException if it is malformed or of an unknown type, or if the certificate is
   *     not signed by the CA that it names
   */
  static SessionHost decode(Blob blob) {
    byte[] bytes = blob.toByteArray();
    if (!SshCertificate.isOne(bytes)) {
      return new PlainHost(blob, checked(SshPublicKey.ofBlob(bytes)));
    }
    SshCertificate certificate = SshCertificate.ofBlob(bytes);
    checked(certificate.publicKey());
    checked(SshPublicKey.ofBlob(certificate.authority().toByteArray()));
    if (!certificate.isSignedByAuthority()) {
      throw new WireFormatException("certificate is not signed by the CA that it names");
    }
    return new CertifiedHost(certificate);
  }

  private static SshPublicKey checked(SshPublicKey key) {
    if (key instanceof RsaPublicKey rsa) {
      rsa.requireSize();
    }
    return key;
  }

  /** The host key or certificate as the client sent it. */
  Blob blob();

  /** The key that signs for the host. */
  SshPublicKey key();

  /** Whether this may be the host of {@code hop}: ssh-agent.c, match_key_hop. */
  boolean isAt(Hop hop, Instant now);

  /** The plain key's fingerprint, as ssh-keygen shows it. */
  default String fingerprint() {
    return key().fingerprint();
  }
}
