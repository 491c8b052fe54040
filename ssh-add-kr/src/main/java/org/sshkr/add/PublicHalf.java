package org.sshkr.add;

import java.util.Optional;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/** A key in a public key file, plain or in a certificate. */
record PublicHalf(SshPublicKey key, Optional<SshCertificate> certificate) {
  static PublicHalf of(SshPublicKey key) {
    return new PublicHalf(key, Optional.empty());
  }

  static PublicHalf of(SshCertificate certificate) {
    return new PublicHalf(certificate.publicKey(), Optional.of(certificate));
  }
}
