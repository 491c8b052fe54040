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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.crypto.Cipher;
import org.sshkr.wire.Blob;

/**
 * A keyring for tests that need no kernel. Strict: it refuses what the kernel or {@link
 * LinuxKeyring} refuses, with the same exceptions, and any use after it was closed.
 */
public final class InMemoryKeyring implements Keyring {
  private record Entry(SshIdentity identity, BlindedRsaSigner signer, Optional<Instant> expiry) {}

  private record HeldCertificate(SshCertificate certificate, Optional<Instant> expiry) {}

  private final Clock clock;
  private final int capacity;
  private final Map<RsaPublicKey, Entry> entries = new LinkedHashMap<>();
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
    return new SshIdentity(
        identity.publicKey(),
        identity.comment(),
        identity.constraints(),
        certificates.values().stream()
            .map(HeldCertificate::certificate)
            .filter(one -> one.publicKey().equals(identity.publicKey()))
            .toList());
  }

  @Override
  public SshIdentity get(RsaPublicKey key) {
    return list().stream()
        .filter(identity -> identity.publicKey().equals(key))
        .findFirst()
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
    if (entries.size() == capacity && !entries.containsKey(key.publicKey())) {
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
    entries.put(key.publicKey(), entry);
    return identity;
  }

  @Override
  public synchronized void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    KeyLifetime.check(lifetime);
    requireUnlocked();
    if (!entries.containsKey(certificate.publicKey())) {
      throw new KeyringException.NotFound("no such key");
    }
    certificates.put(certificate.blob(), new HeldCertificate(certificate, expiry(lifetime)));
  }

  @Override
  public synchronized Optional<Duration> timeLeft(RsaPublicKey key) {
    requireUnlocked();
    return Optional.ofNullable(entries.get(key))
        .flatMap(Entry::expiry)
        .map(end -> Duration.between(clock.instant(), end));
  }

  @Override
  public synchronized boolean remove(RsaPublicKey key) {
    requireUnlocked();
    certificates.values().removeIf(held -> held.certificate.publicKey().equals(key));
    return entries.remove(key) != null;
  }

  @Override
  public synchronized boolean removeCertificate(SshCertificate certificate) {
    requireUnlocked();
    return certificates.remove(certificate.blob()) != null;
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
    return permitted.test(get(key)) ? Optional.of(sign(key, scheme, data)) : Optional.empty();
  }

  @Override
  public synchronized byte[] signDigest(RsaPublicKey key, SignatureScheme scheme, byte[] digest) {
    requireUnlocked();
    Entry entry = entries.get(key);
    if (entry == null) {
      throw notFound(key);
    }
    return entry.signer.sign(scheme, digest);
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
