package org.sshkr.add;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;

/** Where the keys go that are added: into a keyring, or nowhere in a dry run. */
sealed interface Target {
  /** As {@link Keyring#add}. */
  SshIdentity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints);

  /** As {@link Keyring#addCertificate}. */
  void addCertificate(SshCertificate certificate, Optional<Duration> lifetime);

  /** Takes back a key that was added. */
  void remove(RsaPublicKey key);

  /** What has become of something that was added: what is said before its name. */
  String outcome();

  /** The keyring itself. */
  record Real(Keyring keyring) implements Target {
    @Override
    public SshIdentity add(
        PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
      return keyring.add(key, comment, lifetime, constraints);
    }

    @Override
    public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
      keyring.addCertificate(certificate, lifetime);
    }

    @Override
    public void remove(RsaPublicKey key) {
      keyring.remove(key);
    }

    @Override
    public String outcome() {
      return "added";
    }
  }

  /** Nowhere; the keys have been read and checked when they come here. */
  record DryRun() implements Target {
    @Override
    public SshIdentity add(
        PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
      return new SshIdentity(key.publicKey(), comment, constraints, List.of());
    }

    @Override
    public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {}

    @Override
    public void remove(RsaPublicKey key) {}

    @Override
    public String outcome() {
      return "is good, not added";
    }
  }
}
