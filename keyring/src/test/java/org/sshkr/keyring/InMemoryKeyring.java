package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A keyring for tests that need no kernel. It is strict: it refuses what the kernel or {@link
 * LinuxKeyring} refuses, with the same exceptions, and any use after it was closed.
 */
public final class InMemoryKeyring implements Keyring {
  private record Entry(
      SshPublicKey key,
      String comment,
      Constraints constraints,
      BlindedRsaSigner signer,
      Optional<Instant> expiry) {}

  /** A plain key and the same key for certificates are two entries. */
  private record Slot(SshPublicKey key, boolean certificateOnly) {}

  private record HeldCertificate(SshCertificate certificate, Optional<Instant> expiry) {}

  private final Clock clock;
  private final int capacity;
  private final Map<Slot, Entry> entries = new LinkedHashMap<>();
  private final Map<Blob, HeldCertificate> certificates = new LinkedHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The lock's passphrase; null while it is not locked. */
  private byte[] passphrase;

  public InMemoryKeyring() {
    this(Clock.systemUTC(), 200);
  }

  /**
   * Creates an empty keyring.
   *
   * @param capacity the number of keys that the quota allows
   */
  public InMemoryKeyring(Clock clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
  }

  @Override
  public synchronized List<Identity> list() {
    requireUnlocked();
    return entries.values().stream().map(this::identity).toList();
  }

  private Identity identity(Entry entry) {
    boolean owner =
        entry.constraints.certificateOnly() || !entries.containsKey(new Slot(entry.key, true));
    return new Identity(
        entry.key,
        entry.comment,
        entry.constraints,
        owner ? certificatesOf(entry.key) : List.of(),
        (scheme, digest) -> sign(entry, scheme, digest));
  }

  private synchronized byte[] sign(Entry entry, SignatureScheme scheme, byte[] digest) {
    requireUnlocked();
    if (!entries.containsValue(entry)) { // the signers of two entries are never equal
      throw notFound(entry.key);
    }
    return entry.signer.sign(scheme, digest);
  }

  private List<SshCertificate> certificatesOf(SshPublicKey key) {
    return certificates.values().stream()
        .map(HeldCertificate::certificate)
        .filter(one -> one.publicKey().equals(key))
        .toList();
  }

  private Optional<Slot> slot(SshPublicKey key) {
    return Stream.of(new Slot(key, false), new Slot(key, true))
        .filter(entries::containsKey)
        .findFirst();
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return list().stream()
        .filter(identity -> identity.certificates().contains(certificate))
        .findFirst()
        .orElseThrow(() -> notFound(certificate.publicKey()));
  }

  @Override
  public Identity get(SshPublicKey key) {
    return list().stream()
        .filter(identity -> identity.publicKey().equals(key))
        .min(Comparator.comparing(identity -> identity.constraints().certificateOnly()))
        .orElseThrow(() -> notFound(key));
  }

  private static KeyringException notFound(SshPublicKey key) {
    return new KeyringException.NotFound(
        "the key " + key.fingerprint() + " is not in the keyring; add it with ssh-add-kr");
  }

  @Override
  public synchronized Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    KeyLifetime.check(lifetime);
    RsaPublicKey publicKey = KernelRsa.require(key.publicKey());
    requireUnlocked();
    Slot slot = new Slot(publicKey, constraints.certificateOnly());
    if (entries.size() == capacity && !entries.containsKey(slot)) {
      throw new KeyringException.QuotaFull("the quota of " + capacity + " keys is used up");
    }
    Entry entry =
        new Entry(
            publicKey,
            IdentityDescription.fit(publicKey, comment, constraints).comment(),
            constraints,
            signer(publicKey, parse(key.secret())),
            expiry(lifetime));
    entry.signer.sign(
        SignatureAlgorithm.RSA_SHA2_256,
        HashAlgorithm.SHA256.digest("test".getBytes(StandardCharsets.US_ASCII)));
    entries.put(slot, entry);
    if (certificatesOf(publicKey).isEmpty() && !constraints.certificateOnly()) {
      entries.remove(new Slot(publicKey, true));
    }
    return new Identity(
        entry.key,
        entry.comment,
        constraints,
        List.of(),
        (scheme, digest) -> sign(entry, scheme, digest));
  }

  @Override
  public synchronized void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    KeyLifetime.check(lifetime);
    requireUnlocked();
    if (!key.publicKey().equals(certificate.publicKey())) {
      throw new KeyringException.BadKey("another key's certificate");
    }
    Constraints own = new Constraints(constraints.confirm(), true, constraints.destinations());
    Slot slot = new Slot(key.publicKey(), true);
    Entry before = entries.get(slot);
    boolean others =
        before != null
            && certificatesOf(key.publicKey()).stream().anyMatch(one -> !one.equals(certificate));
    if (others && !before.constraints.equals(own)) {
      throw new KeyringException.Unsupported("another certificate has other constraints");
    }
    add(key, comment, lifetime, own);
    if (others) {
      Entry added = entries.get(slot);
      Optional<Instant> later =
          before.expiry.isEmpty() || added.expiry.isEmpty()
              ? Optional.empty()
              : Stream.of(before.expiry.get(), added.expiry.get()).max(Comparator.naturalOrder());
      entries.put(slot, new Entry(added.key, added.comment, own, added.signer, later));
    }
    certificates.put(certificate.blob(), new HeldCertificate(certificate, expiry(lifetime)));
  }

  @Override
  public synchronized void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    KeyLifetime.check(lifetime);
    requireUnlocked();
    if (slot(certificate.publicKey()).isEmpty()) {
      throw new KeyringException.NotFound("no such key");
    }
    certificates.put(certificate.blob(), new HeldCertificate(certificate, expiry(lifetime)));
  }

  @Override
  public synchronized Optional<Duration> timeLeft(Identity identity) {
    requireUnlocked();
    Slot slot = new Slot(identity.publicKey(), identity.constraints().certificateOnly());
    return Optional.ofNullable(entries.get(slot))
        .flatMap(Entry::expiry)
        .map(end -> Duration.between(clock.instant(), end));
  }

  @Override
  public synchronized boolean remove(SshPublicKey key) {
    requireUnlocked();
    certificates.values().removeIf(held -> held.certificate.publicKey().equals(key));
    return entries.keySet().removeIf(slot -> slot.key.equals(key));
  }

  @Override
  public synchronized boolean removePlain(SshPublicKey key) {
    requireUnlocked();
    Entry removed = entries.remove(new Slot(key, false));
    if (removed != null && !certificatesOf(key).isEmpty()) {
      Constraints constraints = removed.constraints;
      entries.putIfAbsent(
          new Slot(key, true),
          new Entry(
              key,
              removed.comment,
              new Constraints(constraints.confirm(), true, constraints.destinations()),
              removed.signer,
              removed.expiry));
    }
    return removed != null;
  }

  @Override
  public synchronized boolean removeCertificate(SshCertificate certificate) {
    requireUnlocked();
    boolean removed = certificates.remove(certificate.blob()) != null;
    if (removed && certificatesOf(certificate.publicKey()).isEmpty()) {
      entries.remove(new Slot(certificate.publicKey(), true));
    }
    return removed;
  }

  @Override
  public synchronized void removeAll() {
    requireUnlocked();
    entries.clear();
    certificates.clear();
  }

  @Override
  public synchronized void removeLocked() {
    requireOpen();
    passphrase = null;
    removeAll();
  }

  @Override
  public synchronized void lock(byte[] passphrase) {
    requireUnlocked();
    if (passphrase.length == 0) {
      throw new KeyringException.Failed("an empty passphrase locks nothing");
    }
    this.passphrase = passphrase.clone();
  }

  @Override
  public synchronized void unlock(byte[] passphrase) {
    requireOpen();
    if (this.passphrase == null) {
      throw new KeyringException.NotFound("the keyring is not locked");
    }
    if (!Arrays.equals(this.passphrase, passphrase)) {
      throw new KeyringException.Locked("that is not the passphrase");
    }
    this.passphrase = null;
  }

  /** Replaces the kernel by the JDK: the bare private operation, with the key's CRT values. */
  private static BlindedRsaSigner signer(RsaPublicKey publicKey, java.security.PrivateKey key) {
    return new BlindedRsaSigner(
        publicKey,
        block -> {
          try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
            cipher.init(Cipher.DECRYPT_MODE, key);
            return cipher.doFinal(block);
          } catch (GeneralSecurityException e) {
            throw new KeyringException.BadKey("the key signs wrongly");
          }
        },
        block -> KernelRsa.raise(publicKey, block),
        new SecureRandom());
  }

  private static java.security.PrivateKey parse(SecretBytes pkcs8) {
    byte[] der = pkcs8.copyToHeap();
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new KeyringException.BadKey("not a PKCS#8 key");
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  private Optional<Instant> expiry(Optional<Duration> lifetime) {
    return lifetime.map(clock.instant()::plus);
  }

  /** Also drops expired entries. */
  @Override
  public void requireUnlocked() {
    requireOpen();
    if (passphrase != null) {
      throw new KeyringException.Locked("the keyring is locked");
    }
    entries.values().removeIf(entry -> isOver(entry.expiry));
    certificates.values().removeIf(held -> isOver(held.expiry));
  }

  private boolean isOver(Optional<Instant> expiry) {
    return expiry.filter(end -> !end.isAfter(clock.instant())).isPresent();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the keyring is closed");
    }
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
