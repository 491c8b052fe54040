package org.sshkr.add;

import java.util.Optional;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SshCertificate;

/** What a public key file names: a key, by itself or under a certificate. */
record PublicHalf(RsaPublicKey key, Optional<SshCertificate> certificate) {
  static PublicHalf of(RsaPublicKey key) {
    return new PublicHalf(key, Optional.empty());
  }

  static PublicHalf of(SshCertificate certificate) {
    return new PublicHalf(certificate.publicKey(), Optional.of(certificate));
  }
}
