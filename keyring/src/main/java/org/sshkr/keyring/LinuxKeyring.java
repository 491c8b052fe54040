package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A keyring of the Linux kernel. An identity is one key of type asymmetric that is linked to the
 * keyring and whose description is its public key line; keys that another program loaded without
 * such a line are served too.
 */
public final class LinuxKeyring implements Keyring {
  /**
   * A published key's permissions: its possessor may view it and sign; nobody else, nothing else.
   */
  private static final int PUBLISHED = 0x09000000;

  private static final byte[] TEST_MESSAGE =
      "ssh-kr: does this key sign?".getBytes(StandardCharsets.US_ASCII);

  private final PossessionThreads threads;
  private final Map<Integer, KernelKey> cache = new ConcurrentHashMap<>();

  private LinuxKeyring(PossessionThreads threads) {
    this.threads = threads;
  }

  /**
   * Opens a keyring for as many signatures at a time as there are processors.
   *
   * @throws KeyringException.Unavailable if there are no keyrings here
   */
  public static LinuxKeyring open(KeyringSelector selector) {
    int signers = Math.max(2, Runtime.getRuntime().availableProcessors());
    PossessionThreads threads = new PossessionThreads(selector, signers);
    try {
      threads.call(keyring -> keyring);
      return new LinuxKeyring(threads);
    } catch (KeyringException e) {
      threads.close();
      throw e;
    }
  }

  @Override
  public List<SshIdentity> list() {
    return threads.call(keyring -> List.copyOf(identities(keyring).values())).stream()
        .map(KernelKey::identity)
        .toList();
  }

  @Override
  public SshIdentity add(PrivateKey key, String comment, Optional<Duration> lifetime) {
    KeyLifetime.check(lifetime);
    key.publicKey().requireUsable();
    SshIdentity identity = IdentityDescription.fit(key.publicKey(), comment);
    threads.call(
        keyring -> {
          publish(keyring, key, identity, lifetime);
          return null;
        });
    return identity;
  }

  /**
   * The key is first added to this thread's own keyring, which no other process reaches and which
   * ends with the thread: whenever this is interrupted, the target keyring holds either nothing or
   * the whole, tested key.
   */
  private void publish(
      int keyring, PrivateKey key, SshIdentity identity, Optional<Duration> lifetime) {
    byte[] description = identity.line().getBytes(StandardCharsets.UTF_8);
    int serial = stage(description, key.pkcs8());
    try {
      KernelKey staged = new KernelKey(serial, identity.line(), identity);
      staged.sign(SignatureAlgorithm.RSA_SHA2_256, HashAlgorithm.SHA256.digest(TEST_MESSAGE));
      if (lifetime.isPresent()) {
        KeyctlLibrary.setTimeout(serial, KeyLifetime.seconds(lifetime.get()));
      }
      KeyctlLibrary.link(serial, keyring);
      // last, since it takes away the right to link and to set a lifetime, for good
      KeyctlLibrary.setPermissions(serial, PUBLISHED);
      for (KernelKey other : keys(keyring)) {
        if (other.serial() != serial && other.identity().publicKey().equals(key.publicKey())) {
          KeyctlLibrary.unlink(other.serial(), keyring);
        }
      }
      cache.put(serial, staged);
    } finally {
      KeyctlLibrary.unlink(serial, KeyctlLibrary.THREAD_KEYRING);
    }
  }

  private static int stage(byte[] description, SecretBytes pkcs8) {
    try {
      return KeyctlLibrary.add(description, pkcs8, KeyctlLibrary.THREAD_KEYRING);
    } catch (KeyringException.QuotaFull e) {
      // Linux 6.1 gives the quota of a key that was just removed back a moment later
      return KeyctlLibrary.add(description, pkcs8, KeyctlLibrary.THREAD_KEYRING);
    }
  }

  @Override
  public boolean remove(RsaPublicKey key) {
    return threads.call(
        keyring -> {
          boolean removed = false;
          for (KernelKey held : keys(keyring)) {
            if (held.identity().publicKey().equals(key)) {
              KeyctlLibrary.unlink(held.serial(), keyring);
              removed = true;
            }
          }
          return removed;
        });
  }

  @Override
  public byte[] signDigest(RsaPublicKey key, SignatureScheme scheme, byte[] digest) {
    return threads.call(
        keyring -> {
          KernelKey held = held(keyring, key);
          if (held == null) {
            throw new KeyringException.NotFound(
                "the key " + key.fingerprint() + " is not in the keyring; add it with ssh-add-kr");
          }
          return held.sign(scheme, digest);
        });
  }

  /**
   * Signs only with what the keyring holds now; a key that was seen before is not described again.
   */
  private KernelKey held(int keyring, RsaPublicKey key) {
    for (int serial : KeyctlLibrary.readKeyring(keyring)) {
      KernelKey known = cache.get(serial);
      if (known != null && known.identity().publicKey().equals(key)) {
        return known;
      }
    }
    return identities(keyring).get(key);
  }

  /**
   * One kernel key for each public key: two with different comments may meet for a moment in {@link
   * #publish}.
   */
  private Map<RsaPublicKey, KernelKey> identities(int keyring) {
    Map<RsaPublicKey, KernelKey> identities = new LinkedHashMap<>();
    for (KernelKey key : keys(keyring)) {
      identities.putIfAbsent(key.identity().publicKey(), key);
    }
    return identities;
  }

  private List<KernelKey> keys(int keyring) {
    List<KernelKey> keys = new ArrayList<>();
    for (int serial : KeyctlLibrary.readKeyring(keyring)) {
      lookUp(serial).ifPresent(keys::add);
    }
    cache.values().retainAll(keys);
    return keys;
  }

  /**
   * Empty for anything but an identity: another type, expired, revoked, or removed since the
   * keyring was read.
   */
  private Optional<KernelKey> lookUp(int serial) {
    String[] field;
    try {
      // type;uid;gid;permissions;description, which may hold further semicolons
      field = new String(KeyctlLibrary.describe(serial), StandardCharsets.UTF_8).split(";", 5);
    } catch (KeyringException.NotFound
        | KeyringException.Expired
        | KeyringException.Revoked
        | KeyringException.Denied e) {
      return Optional.empty();
    }
    if (field.length != 5 || !field[0].equals(KeyctlLibrary.ASYMMETRIC)) {
      return Optional.empty();
    }
    KernelKey known = cache.get(serial);
    if (known != null && known.isDescribedAs(field[4])) {
      return Optional.of(known);
    }
    Optional<KernelKey> found = KernelKey.of(serial, field[4]);
    found.ifPresent(key -> cache.put(serial, key));
    return found;
  }

  @Override
  public void close() {
    threads.close();
  }
}
