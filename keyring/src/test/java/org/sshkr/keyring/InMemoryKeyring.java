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
import javax.crypto.Cipher;

/**
 * A keyring for tests that need no kernel. Strict: it refuses what the kernel or {@link
 * LinuxKeyring} refuses, with the same exceptions, and any use after it was closed.
 */
public final class InMemoryKeyring implements Keyring {
  private record Entry(SshIdentity identity, BlindedRsaSigner signer, Optional<Instant> expiry) {}

  private final Clock clock;
  private final int capacity;
  private final Map<RsaPublicKey, Entry> entries = new LinkedHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

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
    expire();
    return entries.values().stream().map(Entry::identity).toList();
  }

  @Override
  public synchronized SshIdentity add(PrivateKey key, String comment, Optional<Duration> lifetime) {
    KeyLifetime.check(lifetime);
    key.publicKey().requireUsable();
    expire();
    if (entries.size() == capacity && !entries.containsKey(key.publicKey())) {
      throw new KeyringException.QuotaFull("the quota of " + capacity + " keys is used up");
    }
    SshIdentity identity = IdentityDescription.fit(key.publicKey(), comment);
    Entry entry =
        new Entry(
            identity,
            signer(key.publicKey(), parse(key.pkcs8())),
            lifetime.map(clock.instant()::plus));
    entry.signer.sign(
        SignatureAlgorithm.RSA_SHA2_256,
        HashAlgorithm.SHA256.digest("test".getBytes(StandardCharsets.US_ASCII)));
    entries.remove(key.publicKey());
    entries.put(key.publicKey(), entry);
    return identity;
  }

  @Override
  public synchronized boolean remove(RsaPublicKey key) {
    expire();
    return entries.remove(key) != null;
  }

  @Override
  public synchronized byte[] signDigest(RsaPublicKey key, SignatureScheme scheme, byte[] digest) {
    expire();
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new KeyringException.NotFound(
          "the key " + key.fingerprint() + " is not in the keyring; add it with ssh-add-kr");
    }
    return entry.signer.sign(scheme, digest);
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

  private void expire() {
    if (closed.get()) {
      throw new IllegalStateException("the keyring is closed");
    }
    Instant now = clock.instant();
    entries.values().removeIf(entry -> entry.expiry.filter(end -> !end.isAfter(now)).isPresent());
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
