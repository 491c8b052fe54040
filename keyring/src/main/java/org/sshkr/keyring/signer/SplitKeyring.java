package org.sshkr.keyring.signer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Combines a kernel keyring, for the keys that the kernel signs with, and the signer, for the
 * others. The lock, in the kernel keyring, applies to both. If the signer is unavailable, the
 * kernel's keys can still be listed and used.
 */
public final class SplitKeyring implements Keyring {
  private final Keyring kernel;
  private final Keyring signer;

  /** Combines two keyrings; closing closes both. */
  public SplitKeyring(Keyring kernel, Keyring signer) {
    this.kernel = kernel;
    this.signer = signer;
  }

  private Keyring of(SshPublicKey key) {
    return kernel.accepts(key.type()) ? kernel : signer;
  }

  /**
   * Runs a task on the keyring for a key. Throws {@link KeyringException.Locked} before asking the
   * signer, which has no lock.
   */
  private <T> T unlocked(SshPublicKey key, Function<Keyring, T> task) {
    Keyring keyring = of(key);
    if (keyring == signer) {
      kernel.list();
    }
    return task.apply(keyring);
  }

  @Override
  public boolean accepts(String keyType) {
    return kernel.accepts(keyType) || signer.accepts(keyType);
  }

  @Override
  public List<Identity> list() {
    List<Identity> all = new ArrayList<>(kernel.list());
    try {
      all.addAll(signer.list());
    } catch (KeyringException.Unavailable e) {
      // its keys can't sign now
    }
    return all;
  }

  @Override
  public Identity get(SshPublicKey key) {
    return unlocked(key, keyring -> keyring.get(key));
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return unlocked(certificate.publicKey(), keyring -> keyring.get(certificate));
  }

  @Override
  public Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    return unlocked(key.publicKey(), keyring -> keyring.add(key, comment, lifetime, constraints));
  }

  @Override
  public void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    unlocked(
        certificate.publicKey(),
        keyring -> {
          keyring.addCertificate(key, certificate, comment, lifetime, constraints);
          return null;
        });
  }

  @Override
  public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    unlocked(
        certificate.publicKey(),
        keyring -> {
          keyring.addCertificate(certificate, lifetime);
          return null;
        });
  }

  @Override
  public Optional<Duration> timeLeft(Identity identity) {
    return unlocked(identity.publicKey(), keyring -> keyring.timeLeft(identity));
  }

  @Override
  public boolean remove(SshPublicKey key) {
    return unlocked(key, keyring -> keyring.remove(key));
  }

  @Override
  public boolean removePlain(SshPublicKey key) {
    return unlocked(key, keyring -> keyring.removePlain(key));
  }

  @Override
  public boolean removeCertificate(SshCertificate certificate) {
    return unlocked(certificate.publicKey(), keyring -> keyring.removeCertificate(certificate));
  }

  @Override
  public void removeAll() {
    kernel.removeAll();
    signer.removeAll();
  }

  @Override
  public void lock(byte[] passphrase) {
    kernel.lock(passphrase);
  }

  @Override
  public void removeLocked() {
    signer.removeAll();
    kernel.removeLocked();
  }

  @Override
  public void unlock(byte[] passphrase) {
    kernel.unlock(passphrase);
  }

  @Override
  public void close() {
    kernel.close();
    signer.close();
  }
}
