package org.sshkr.keyring;

import java.util.List;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/** Identities of no keyring, to compare others with; they don't sign. */
public final class TestIdentity {
  private TestIdentity() {}

  /** An identity without constraints and certificates. */
  public static Identity of(SshPublicKey key, String comment) {
    return of(key, comment, Constraints.NONE, List.of());
  }

  public static Identity of(
      SshPublicKey key,
      String comment,
      Constraints constraints,
      List<SshCertificate> certificates) {
    return new Identity(
        key,
        comment,
        constraints,
        certificates,
        (scheme, digest) -> {
          throw new AssertionError("an identity of no keyring");
        });
  }
}
