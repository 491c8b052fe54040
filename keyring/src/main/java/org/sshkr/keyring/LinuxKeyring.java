package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sshkr.keyring.KeyringContents.Held;

/**
 * A keyring of the Linux kernel. An identity is one key of type asymmetric that is linked to the
 * keyring and whose description is its public key line; what does not fit there is in a {@link
 * Companion}. Keys that another program loaded without such a line are served too.
 */
public final class LinuxKeyring implements Keyring {
  /**
   * A published key's permissions: its possessor may view it and sign; nobody else, nothing else.
   */
  private static final int PUBLISHED = 0x09000000;

  private static final byte[] TEST_MESSAGE =
      "ssh-kr: does this key sign?".getBytes(StandardCharsets.US_ASCII);

  private final PossessionThreads threads;
  private final KeyringContents contents = new KeyringContents();

  private LinuxKeyring(PossessionThreads threads) {
    this.threads = threads;
  }

  /**
   * Opens a keyring for as many signatures at a time as there are processors.
   *
   * @throws KeyringException.Unavailable if there are no keyrings here
   * @throws KeyringException.NotFound if there is no such keyring
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

  /**
   * A thread, not started, on which this keyring's methods do their work themselves, where they
   * have another thread do it otherwise. For programs that sign a lot on a few threads: each takes
   * a key of the user's quota while it lives.
   */
  public Thread newThread(Runnable work) {
    return threads.newThread(work);
  }

  /**
   * Keeps one thread that can sign, for programs that run for long: threads of {@link #newThread}
   * that are started while the user's quota is used up have it do their work.
   */
  public void reserve() {
    threads.reserve();
  }

  /** Runs {@code task} with the keyring's serial, unless the keyring is locked. */
  private <T> T unlocked(Function<Integer, T> task) {
    return threads.call(
        keyring -> {
          KeyringLock.requireUnlocked(keyring);
          return task.apply(keyring);
        });
  }

  @Override
  public List<SshIdentity> list() {
    return unlocked(keyring -> KeyringContents.identities(keyring, contents.read(keyring)));
  }

  @Override
  public SshIdentity get(RsaPublicKey key) {
    return unlocked(
        keyring -> {
          List<Held> held = contents.read(keyring, one -> one.belongsTo(key));
          return KeyringContents.identities(keyring, held).stream()
              .filter(identity -> identity.publicKey().equals(key))
              .findFirst()
              .orElseThrow(() -> whyNot(keyring, key));
        });
  }

  /** Why there is no identity of {@code key}: there is none at all, or it is of no more use. */
  private KeyringException whyNot(int keyring, RsaPublicKey key) {
    Optional<KernelKey> unusable = contents.kernelKey(keyring, key);
    try {
      unusable.ifPresent(held -> KeyctlLibrary.describe(held.serial()));
    } catch (KeyringException e) {
      return e;
    }
    return notFound(key);
  }

  @Override
  public SshIdentity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    KeyLifetime.check(lifetime);
    key.publicKey().requireUsable();
    IdentityDescription description =
        IdentityDescription.fit(key.publicKey(), comment, constraints);
    return unlocked(
        keyring -> {
          KernelKey tested = stage(description, key.pkcs8());
          try {
            tested.sign(SignatureAlgorithm.RSA_SHA2_256, HashAlgorithm.SHA256.digest(TEST_MESSAGE));
            publish(keyring, tested, lifetime, constraints);
          } finally {
            KeyctlLibrary.unlink(tested.serial(), KeyctlLibrary.THREAD_KEYRING);
          }
          return new SshIdentity(key.publicKey(), description.comment(), constraints, List.of());
        });
  }

  /**
   * The key is first added to this thread's own keyring, which no other process reaches and which
   * ends with the thread: whenever this is interrupted, the target keyring holds either nothing or
   * the whole, tested key.
   */
  private static KernelKey stage(IdentityDescription description, SecretBytes pkcs8) {
    byte[] text = description.text().getBytes(StandardCharsets.UTF_8);
    int serial;
    try {
      serial = KeyctlLibrary.add(text, pkcs8, KeyctlLibrary.THREAD_KEYRING);
    } catch (KeyringException.QuotaFull e) {
      // Linux 6.1 gives the quota of a key that was just removed back a moment later
      serial = KeyctlLibrary.add(text, pkcs8, KeyctlLibrary.THREAD_KEYRING);
    }
    return new KernelKey(serial, description);
  }

  private void publish(
      int keyring, KernelKey key, Optional<Duration> lifetime, Constraints constraints) {
    if (lifetime.isPresent()) {
      KeyctlLibrary.setTimeout(key.serial(), KeyLifetime.seconds(lifetime.get()));
    }
    RsaPublicKey publicKey = key.description().key();
    List<Held> before = contents.read(keyring, held -> held.belongsTo(publicKey));
    int companion = publishDestinations(keyring, key, lifetime, constraints);
    try {
      KeyctlLibrary.link(key.serial(), keyring);
    } catch (KeyringException e) {
      if (companion != 0) {
        unlink(companion, keyring);
      }
      throw e;
    }
    // last, since it takes away the right to link and to set a lifetime, for good
    KeyctlLibrary.setPermissions(key.serial(), PUBLISHED);
    contents.remember(key);
    for (Held held : contents.read(keyring, held -> false)) {
      if (held.serial() != key.serial()
          && held.serial() != companion
          && replacedBy(publicKey, held)) {
        unlink(held.serial(), keyring);
      }
    }
    if (!constraints.certificateOnly()) {
      record(keyring, AdditionOrder.entry(publicKey.blob()), before);
    }
  }

  /**
   * Records that an entry was added.
   *
   * @param before what the keyring held without it
   */
  private static void record(int keyring, long added, List<Held> before) {
    AdditionOrder order = KeyringContents.order(before);
    AdditionOrder next = order.with(added, KeyringContents.entries(before));
    if (next.equals(order)) {
      return;
    }
    try {
      Companion.publish(AdditionOrder.NAME, next.contents(), Optional.empty(), keyring);
    } catch (KeyringException.QuotaFull e) {
      // the key itself is there, and without a place it is listed last, where it belongs
    }
  }

  /**
   * Comes before the key, which would not be used without them.
   *
   * @return the companion's serial, 0 if there are none
   */
  private static int publishDestinations(
      int keyring, KernelKey key, Optional<Duration> lifetime, Constraints constraints) {
    Optional<String> name = key.description().destinations();
    return name.isEmpty()
        ? 0
        : Companion.publish(
            name.get(), constraints.destinations().get().toByteArray(), lifetime, keyring);
  }

  /** An empty keyring holds nothing of ours. */
  private static void forgetOrder(int keyring, List<Held> held) {
    for (Held one : held) {
      if (one instanceof Held.Order) {
        unlink(one.serial(), keyring);
      }
    }
  }

  /** Another program may have been faster. */
  private static void unlink(int serial, int keyring) {
    try {
      KeyctlLibrary.unlink(serial, keyring);
    } catch (KeyringException.NotFound e) {
      // gone already
    }
  }

  /** Whether {@code held} makes way for a new identity of {@code key}: certificates stay. */
  private static boolean replacedBy(RsaPublicKey key, Held held) {
    return held.belongsTo(key)
        && !(held instanceof Held.Beside beside && beside.certificate().isPresent());
  }

  @Override
  public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    KeyLifetime.check(lifetime);
    byte[] blob = certificate.blob().toByteArray();
    unlocked(
        keyring -> {
          RsaPublicKey key = certificate.publicKey();
          List<Held> before = contents.read(keyring, held -> held.belongsTo(key));
          if (KeyringContents.kernelKey(before, key).isEmpty()) {
            throw notFound(key);
          }
          Companion.publish(Companion.certificateName(blob), blob, lifetime, keyring);
          record(keyring, AdditionOrder.entry(blob), before);
          return null;
        });
  }

  @Override
  public Optional<Duration> timeLeft(RsaPublicKey key) {
    return unlocked(
        keyring ->
            contents.kernelKey(keyring, key).flatMap(held -> KeyTimeouts.left(held.serial())));
  }

  @Override
  public boolean remove(RsaPublicKey key) {
    return unlocked(
        keyring -> {
          List<Held> left = new ArrayList<>(contents.read(keyring));
          List<Held> removed = left.stream().filter(held -> held.belongsTo(key)).toList();
          removed.forEach(held -> unlink(held.serial(), keyring));
          left.removeAll(removed);
          if (KeyringContents.entries(left).isEmpty()) {
            forgetOrder(keyring, left);
          }
          return removed.stream().anyMatch(held -> held instanceof Held.Identity);
        });
  }

  @Override
  public boolean removeCertificate(SshCertificate certificate) {
    return unlocked(
        keyring -> {
          boolean removed = false;
          for (Held held : contents.read(keyring)) {
            if (held instanceof Held.Beside beside
                && beside.certificate().equals(Optional.of(certificate))) {
              unlink(held.serial(), keyring);
              removed = true;
            }
          }
          return removed;
        });
  }

  @Override
  public void removeAll() {
    unlocked(
        keyring -> {
          removeContents(keyring);
          return null;
        });
  }

  @Override
  public void removeLocked() {
    threads.call(
        keyring -> {
          removeContents(keyring);
          KeyringLock.remove(keyring);
          return null;
        });
  }

  /** Removes all that is ours but the lock, which must not go before the keys. */
  private void removeContents(int keyring) {
    for (Held held : contents.read(keyring)) {
      boolean lock = held instanceof Held.Beside beside && KeyringLock.isLock(beside.name());
      if (!lock && !(held instanceof Held.Other)) {
        unlink(held.serial(), keyring);
      }
    }
  }

  @Override
  public byte[] signDigest(RsaPublicKey key, SignatureScheme scheme, byte[] digest) {
    return unlocked(
        keyring -> {
          Optional<KernelKey> known = contents.knownKey(key);
          if (known.isPresent()) {
            try {
              return known.get().sign(scheme, digest);
            } catch (KeyringException.NotFound
                | KeyringException.Denied
                | KeyringException.Expired
                | KeyringException.Revoked e) {
              // it is of no more use; another one may have taken its place
            }
          }
          return KeyringContents.kernelKey(contents.read(keyring, one -> one.belongsTo(key)), key)
              .orElseThrow(() -> whyNot(keyring, key))
              .sign(scheme, digest);
        });
  }

  @Override
  public Optional<byte[]> signIf(
      Predicate<SshIdentity> permitted, RsaPublicKey key, SignatureScheme scheme, byte[] data) {
    byte[] digest = scheme.hash().digest(data);
    return unlocked(
        keyring -> {
          // the kernel need not be asked whether the key still signs: it will show
          List<Held> held =
              contents.read(keyring, one -> one instanceof Held.Beside && one.belongsTo(key));
          Optional<KernelKey> known = KeyringContents.kernelKey(held, key);
          if (known.isPresent()) {
            try {
              return signIf(permitted, keyring, known.get(), held, scheme, digest);
            } catch (KeyringException.NotFound
                | KeyringException.Denied
                | KeyringException.Expired
                | KeyringException.Revoked e) {
              // it is of no more use; another one may have taken its place
            }
          }
          held = contents.read(keyring, one -> one.belongsTo(key));
          KernelKey found =
              KeyringContents.kernelKey(held, key).orElseThrow(() -> whyNot(keyring, key));
          return signIf(permitted, keyring, found, held, scheme, digest);
        });
  }

  private static Optional<byte[]> signIf(
      Predicate<SshIdentity> permitted,
      int keyring,
      KernelKey key,
      List<Held> held,
      SignatureScheme scheme,
      byte[] digest) {
    return permitted.test(KeyringContents.identity(keyring, key.description(), held))
        ? Optional.of(key.sign(scheme, digest))
        : Optional.empty();
  }

  private static KeyringException notFound(RsaPublicKey key) {
    return new KeyringException.NotFound(
        "the key " + key.fingerprint() + " is not in the keyring; add it with ssh-add-kr");
  }

  @Override
  public void lock(byte[] passphrase) {
    threads.call(
        keyring -> {
          KeyringLock.lock(keyring, passphrase);
          return null;
        });
  }

  @Override
  public void unlock(byte[] passphrase) {
    threads.call(
        keyring -> {
          KeyringLock.unlock(keyring, passphrase);
          return null;
        });
  }

  @Override
  public void close() {
    threads.close();
  }
}
