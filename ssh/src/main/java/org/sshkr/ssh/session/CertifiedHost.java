package org.sshkr.ssh.session;

import java.time.Instant;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A server with a host certificate whose authority's signature was verified. Everything else is
 * checked when it is matched, since that depends on the hop and the time.
 */
record CertifiedHost(SshCertificate certificate) implements SessionHost {
  @Override
  public Blob blob() {
    return certificate.blob();
  }

  @Override
  public SshPublicKey key() {
    return certificate.publicKey();
  }

  /**
   * Checks as ssh-agent does: a CA of the hop vouches for the hop's name, and the certificate is a
   * host's, valid now, without critical options, and not signed with SHA-1 (sshkey.c,
   * sshkey_cert_check_host).
   */
  @Override
  public boolean isAt(Hop hop, Instant now) {
    return hop.keys().stream()
            .anyMatch(ca -> ca.isCa() && ca.blob().equals(certificate.authority()))
        && certificate.forHosts()
        && certificate.isValid(now)
        && certificate.principals().stream()
            .anyMatch(pattern -> Wildcard.matches(hop.host(), pattern))
        && !certificate.hasCriticalOptions()
        && !certificate.signatureAlgorithm().equals("ssh-rsa");
  }
}
