package org.sshkr.keyring.signer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The signer's keys, for tests beside code that lists and signs. Each key and each certificate is
 * an entry, as there; lifetimes are ignored.
 */
public class InMemorySigner implements Keyring {
  private final List<Identity> entries = new CopyOnWriteArrayList<>();
  private final Map<SshPublicKey, SecretBytes> numbers = new ConcurrentHashMap<>();

  /** The lock's passphrase; empty while it is not locked. */
  private volatile byte[] passphrase = {};

  @Override
  public boolean accepts(String keyType) {
    return Libcrypto.signs(keyType);
  }

  @Override
  public List<Identity> list() {
    if (passphrase.length > 0) {
      throw KeyringException.Locked.untilUnlocked();
    }
    return new ArrayList<>(entries);
  }

  @Override
  public Identity get(SshPublicKey key) {
    return list().stream()
        .filter(entry -> entry.publicKey().equals(key) && entry.certificates().isEmpty())
        .findFirst()
        .orElseThrow(() -> notFound(key));
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return list().stream()
        .filter(entry -> entry.certificates().contains(certificate))
        .findFirst()
        .orElseThrow(() -> notFound(certificate.publicKey()));
  }

  private static KeyringException notFound(SshPublicKey key) {
    return new KeyringException.NotFound("the key " + key.fingerprint() + " is not there");
  }

  @Override
  public Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    removePlain(key.publicKey());
    return put(key, comment, constraints, List.of());
  }

  @Override
  public void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    removeCertificate(certificate);
    Constraints own = new Constraints(constraints.confirm(), true, constraints.destinations());
    put(key, comment, own, List.of(certificate));
  }

  private Identity put(
      PrivateKey key, String comment, Constraints constraints, List<SshCertificate> certificates) {
    SshPublicKey publicKey = key.publicKey();
    numbers.put(publicKey, SecretBytes.moveFrom(key.secret().copyToHeap()));
    Identity entry =
        Identity.ofMessageSigner(
            publicKey,
            comment,
            constraints,
            certificates,
            (request, binds) -> sign(publicKey, request.data().toByteArray()));
    entries.add(entry);
    return entry;
  }

  private SignResponse sign(SshPublicKey key, byte[] data) {
    if (list().stream().noneMatch(entry -> entry.publicKey().equals(key))) {
      throw notFound(key);
    }
    return SignResponse.of(Libcrypto.sign(key, numbers.get(key).memory(), data));
  }

  @Override
  public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    throw new KeyringException.Unsupported("a certificate is added with its key only");
  }

  @Override
  public Optional<Duration> timeLeft(Identity identity) {
    return Optional.empty();
  }

  @Override
  public boolean remove(SshPublicKey key) {
    return entries.removeIf(entry -> entry.publicKey().equals(key));
  }

  @Override
  public boolean removePlain(SshPublicKey key) {
    return entries.removeIf(
        entry -> entry.publicKey().equals(key) && entry.certificates().isEmpty());
  }

  @Override
  public boolean removeCertificate(SshCertificate certificate) {
    return entries.removeIf(entry -> entry.certificates().contains(certificate));
  }

  @Override
  public void removeAll() {
    entries.clear();
  }

  @Override
  public void removeLocked() {
    removeAll();
    passphrase = new byte[0];
  }

  @Override
  public void lock(byte[] passphrase) {
    requireUnlocked();
    this.passphrase = passphrase.clone();
  }

  @Override
  public void unlock(byte[] passphrase) {
    if (this.passphrase.length == 0) {
      throw new KeyringException.NotFound("the keyring is not locked");
    }
    if (!Arrays.equals(this.passphrase, passphrase)) {
      throw KeyringException.Locked.wrongPassphrase();
    }
    this.passphrase = new byte[0];
  }

  @Override
  public void close() {}
}
