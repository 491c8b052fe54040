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
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.sshkr.wire.Blob;

/**
 * A keyring for tests that need no kernel. Strict: it refuses what the kernel or {@link
 * LinuxKeyring} refuses, with the same exceptions, and any use after it was closed.
 */
public final class InMemoryKeyring implements Keyring {
  private record Entry(SshIdentity identity, BlindedRsaSigner signer, Optional<Instant> expiry) {}

  /** A key by itself and the same key for certificates are two entries. */
  private record Slot(RsaPublicKey key, boolean certificateOnly) {}

  private record HeldCertificate(SshCertificate certificate, Optional<Instant> expiry) {}

  private final Clock clock;
  private final int capacity;
  private final Map<Slot, Entry> entries = new LinkedHashMap<>();
  private final Map<Blob, HeldCertificate> certificates = new LinkedHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Of the lock; null while there is none. */
  private byte[] passphrase;

  public InMemoryKeyring() {
    this(Clock.systemUTC(), 200);
  }

  /**
   * An empty keyring.
   *
   * @param capacity how many keys the quota allows
   */
  public InMemoryKeyring(Clock clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
  }

  @Override
  public synchronized List<SshIdentity> list() {
    requireUnlocked();
    return entries.values().stream().map(entry -> withCertificates(entry.identity)).toList();
  }

  private SshIdentity withCertificates(SshIdentity identity) {
    boolean owner =
        identity.constraints().certificateOnly()
            || !entries.containsKey(new Slot(identity.publicKey(), true));
    return new SshIdentity(
        identity.publicKey(),
        identity.comment(),
        identity.constraints(),
        owner ? certificatesOf(identity.publicKey()) : List.of());
  }

  private List<SshCertificate> certificatesOf(RsaPublicKey key) {
    return certificates.values().stream()
        .map(HeldCertificate::certificate)
        .filter(one -> one.publicKey().equals(key))
        .toList();
  }

  private Optional<Slot> slot(RsaPublicKey key) {
    return Stream.of(new Slot(key, false), new Slot(key, true))
        .filter(entries::containsKey)
        .findFirst();
  }

  @Override
  public SshIdentity get(RsaPublicKey key) {
    return list().stream()
        .filter(identity -> identity.publicKey().equals(key))
        .min(Comparator.comparing(identity -> identity.constraints().certificateOnly()))
        .orElseThrow(() -> notFound(key));
  }

  private static KeyringException notFound(RsaPublicKey key) {
    return new KeyringException.NotFound(
        "the key " + key.fingerprint() + " is not in the keyring; add it with ssh-add-kr");
  }

  @Override
  public synchronized SshIdentity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    KeyLifetime.check(lifetime);
    key.publicKey().requireUsable();
    requireUnlocked();
    Slot slot = new Slot(key.publicKey(), constraints.certificateOnly());
    if (entries.size() == capacity && !entries.containsKey(slot)) {
      throw new KeyringException.QuotaFull("the quota of " + capacity + " keys is used up");
    }
    SshIdentity identity =
        new SshIdentity(
            key.publicKey(),
            IdentityDescription.fit(key.publicKey(), comment, constraints).comment(),
            constraints,
            List.of());
    Entry entry =
        new Entry(identity, signer(key.publicKey(), parse(key.pkcs8())), expiry(lifetime));
    entry.signer.sign(
        SignatureAlgorithm.RSA_SHA2_256,
        HashAlgorithm.SHA256.digest("test".getBytes(StandardCharsets.US_ASCII)));
    entries.put(slot, entry);
    if (certificatesOf(key.publicKey()).isEmpty() && !constraints.certificateOnly()) {
      entries.remove(new Slot(key.publicKey(), true));
    }
    return identity;
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
    if (others && !before.identity.constraints().equals(own)) {
      throw new KeyringException.Unsupported("another certificate has other constraints");
    }
    add(key, comment, lifetime, own);
    if (others) {
      Entry added = entries.get(slot);
      Optional<Instant> later =
          before.expiry.isEmpty() || added.expiry.isEmpty()
              ? Optional.empty()
              : Stream.of(before.expiry.get(), added.expiry.get()).max(Comparator.naturalOrder());
      entries.put(slot, new Entry(added.identity, added.signer, later));
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
  public synchronized Optional<Duration> timeLeft(SshIdentity identity) {
    requireUnlocked();
    Slot slot = new Slot(identity.publicKey(), identity.constraints().certificateOnly());
    return Optional.ofNullable(entries.get(slot))
        .flatMap(Entry::expiry)
        .map(end -> Duration.between(clock.instant(), end));
  }

  @Override
  public synchronized boolean remove(RsaPublicKey key) {
    requireUnlocked();
    certificates.values().removeIf(held -> held.certificate.publicKey().equals(key));
    return entries.keySet().removeIf(slot -> slot.key.equals(key));
  }

  @Override
  public synchronized boolean removePlain(RsaPublicKey key) {
    requireUnlocked();
    Entry removed = entries.remove(new Slot(key, false));
    if (removed != null && !certificatesOf(key).isEmpty()) {
      SshIdentity identity = removed.identity;
      Constraints constraints = identity.constraints();
      entries.putIfAbsent(
          new Slot(key, true),
          new Entry(
              new SshIdentity(
                  key,
                  identity.comment(),
                  new Constraints(constraints.confirm(), true, constraints.destinations()),
                  List.of()),
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
  public synchronized Optional<byte[]> signIf(
      Predicate<SshIdentity> permitted, RsaPublicKey key, SignatureScheme scheme, byte[] data) {
    SshIdentity any = get(key);
    boolean passes =
        permitted.test(any)
            || list().stream()
                .filter(one -> one.publicKey().equals(key) && !one.equals(any))
                .anyMatch(permitted);
    return passes ? Optional.of(sign(key, scheme, data)) : Optional.empty();
  }

  @Override
  public synchronized byte[] signDigest(RsaPublicKey key, SignatureScheme scheme, byte[] digest) {
    requireUnlocked();
    return entries.get(slot(key).orElseThrow(() -> notFound(key))).signer.sign(scheme, digest);
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

  /** The JDK in the kernel's place: the bare private operation, with the key's CRT values. */
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
        publicKey::raise,
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

  /** Also drops what has expired. */
  private void requireUnlocked() {
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
