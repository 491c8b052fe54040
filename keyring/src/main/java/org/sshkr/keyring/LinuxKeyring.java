package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sshkr.keyring.KeyringContents.Held;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * A keyring of the Linux kernel. An identity is a key of type asymmetric that is linked to the
 * keyring and has a public key line as its description; data that does not fit there is in {@link
 * Companions}. Keys that another program loaded without such a line are served too.
 */
public final class LinuxKeyring implements Keyring {
  /**
   * A published key's permissions: its possessor may view it and sign; everything else is denied to
   * everyone.
   */
  private static final int PUBLISHED = 0x09000000;

  private static final byte[] TEST_MESSAGE =
      "ssh-kr: does this key sign?".getBytes(StandardCharsets.US_ASCII);

  private final PossessionThreads threads;
  private final KeyringContents contents = new KeyringContents(this::signer);

  private LinuxKeyring(PossessionThreads threads) {
    this.threads = threads;
  }

  /**
   * Opens a keyring for as many simultaneous signatures as there are processors.
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
   * Creates a thread, not started, on which this keyring's methods run directly instead of on
   * another thread. For programs that sign a lot on a few threads: each takes a key of the user's
   * quota while it lives.
   */
  public Thread newThread(Runnable work) {
    return threads.newThread(work);
  }

  /**
   * Keeps one thread that can sign, for long-running programs: threads of {@link #newThread} that
   * get no keyring of their own because the user's quota is used up hand their work to it.
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
  public void requireUnlocked() {
    unlocked(keyring -> keyring);
  }

  @Override
  public List<Identity> list() {
    return unlocked(keyring -> contents.identities(keyring, contents.read(keyring)));
  }

  @Override
  public Identity get(SshPublicKey key) {
    return get(key, identity -> true);
  }

  @Override
  public Identity get(SshCertificate certificate) {
    return get(certificate.publicKey(), identity -> identity.certificates().contains(certificate));
  }

  private Identity get(SshPublicKey key, Predicate<Identity> wanted) {
    return unlocked(
        keyring -> {
          List<Held> held = contents.read(keyring, one -> one.belongsTo(key));
          List<Identity> found = contents.identities(keyring, held, key);
          return found.stream()
              .filter(wanted)
              .min(Comparator.comparing(identity -> identity.constraints().certificateOnly()))
              .orElseThrow(
                  () ->
                      found.isEmpty()
                          ? whyNot(keyring, key)
                          : new KeyringException.NotFound(
                              "the keyring has the key "
                                  + key.fingerprint()
                                  + " without this certificate"));
        });
  }

  /**
   * The reason why there is no identity of {@code key}: it does not exist, or can no longer be
   * used.
   */
  private KeyringException whyNot(int keyring, SshPublicKey key) {
    Optional<KernelKey> unusable = contents.kernelKey(keyring, key);
    try {
      unusable.ifPresent(held -> KeyctlLibrary.describe(held.serial()));
    } catch (KeyringException e) {
      return e;
    }
    return notFound(key);
  }

  @Override
  public Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints) {
    KeyLifetime.check(lifetime);
    IdentityDescription description =
        IdentityDescription.fit(KernelRsa.require(key.publicKey()), comment, constraints);
    return unlocked(
        keyring -> {
          KernelKey added = publish(keyring, description, key, lifetime, constraints);
          return new Identity(
              key.publicKey(), description.comment(), constraints, List.of(), signer(added));
        });
  }

  /**
   * Adds the key to this thread's own keyring first, which no other process reaches and which ends
   * with the thread: wherever this is interrupted, the target keyring holds either nothing or the
   * whole, tested key.
   */
  private static KernelKey stage(IdentityDescription description, SecretBytes pkcs8) {
    byte[] text = description.text().getBytes(StandardCharsets.UTF_8);
    int serial;
    try {
      serial = KeyctlLibrary.add(text, pkcs8, KeyctlLibrary.THREAD_KEYRING);
    } catch (KeyringException.QuotaFull e) {
      // Linux 6.1 releases the quota of a removed key a moment later
      serial = KeyctlLibrary.add(text, pkcs8, KeyctlLibrary.THREAD_KEYRING);
    }
    return new KernelKey(serial, description);
  }

  /** Adds and tests a kernel key, and replaces the one of the same public key and use. */
  private KernelKey publish(
      int keyring,
      IdentityDescription description,
      PrivateKey key,
      Optional<Duration> lifetime,
      Constraints constraints) {
    SshPublicKey publicKey = key.publicKey();
    List<Held> before = contents.read(keyring, held -> held.belongsTo(publicKey));
    boolean plain = !description.certificateOnly();
    KernelKey tested = stage(description, key.secret());
    try {
      tested.sign(SignatureAlgorithm.RSA_SHA2_256, HashAlgorithm.SHA256.digest(TEST_MESSAGE));
      if (plain) {
        moveAside(keyring, key, before);
      }
      boolean beside = !plain && KeyringContents.kernelKey(before, publicKey, false).isPresent();
      int target = beside ? certified(keyring, before) : keyring;
      Optional<KernelKey> sharing =
          KeyringContents.kernelKey(before, publicKey, plain)
              .filter(
                  other -> other.description().destinations().equals(description.destinations()));
      Optional<Duration> needed =
          sharing.isEmpty()
              ? lifetime
              : longer(lifetime, KeyTimeouts.atMost(sharing.get().serial()));
      int companion = publishDestinations(keyring, tested, needed, constraints);
      try {
        link(tested, target, lifetime);
      } catch (KeyringException e) {
        if (companion != 0 && sharing.isEmpty()) {
          unlink(companion, keyring);
        }
        throw e;
      }
      contents.remember(tested, beside ? target : 0);
      removeReplaced(keyring, tested);
    } finally {
      KeyctlLibrary.unlink(tested.serial(), KeyctlLibrary.THREAD_KEYRING);
    }
    if (plain) {
      record(keyring, AdditionOrder.entry(publicKey.blob()), before);
    }
    return tested;
  }

  private static void link(KernelKey key, int keyring, Optional<Duration> lifetime) {
    if (lifetime.isPresent()) {
      KeyctlLibrary.setTimeout(key.serial(), KeyLifetime.seconds(lifetime.get()));
    }
    KeyctlLibrary.link(key.serial(), keyring);
    // last, since it removes the rights to link and to set a lifetime, for good
    KeyctlLibrary.setPermissions(key.serial(), PUBLISHED);
  }

  /**
   * Makes room for a plain key: moves the kernel key of its certificates to the inner keyring,
   * where an older version does not confuse the two.
   */
  private void moveAside(int keyring, PrivateKey key, List<Held> before) {
    for (Held held : before) {
      if (held instanceof Held.Signing identity
          && identity.isFor(key.publicKey(), true)
          && identity.keyring() == 0
          && !KeyringContents.certificates(before, key.publicKey()).isEmpty()) {
        KernelKey copy = stage(identity.key().description(), key.secret());
        try {
          int target = certified(keyring, before);
          // slightly longer than the certificates, which end by themselves
          link(copy, target, KeyTimeouts.atMost(identity.serial()));
          contents.remember(copy, target);
        } finally {
          KeyctlLibrary.unlink(copy.serial(), KeyctlLibrary.THREAD_KEYRING);
        }
      }
    }
  }

  /** The keyring {@link Companions#CERTIFIED} in {@code keyring}. */
  private static int certified(int keyring, List<Held> before) {
    for (Held held : before) {
      if (held instanceof Held.Certified found) {
        return found.serial();
      }
    }
    return KeyctlLibrary.addKeyring(Companions.CERTIFIED.getBytes(StandardCharsets.UTF_8), keyring);
  }

  /**
   * Removes what a new kernel key replaces: the one for the same use, and companions that no key
   * needs.
   */
  private void removeReplaced(int keyring, KernelKey added) {
    SshPublicKey key = added.description().key();
    boolean plain = !added.description().certificateOnly();
    List<Held> held = contents.read(keyring, one -> one.belongsTo(key));
    boolean certificates = !KeyringContents.certificates(held, key).isEmpty();
    boolean marked = false;
    for (Held one : held) {
      marked |=
          one instanceof Held.Companion mark
              && mark.name().equals(Companions.certificateOnlyName(key));
    }
    Set<String> needed = new HashSet<>();
    List<Held> replaced = new ArrayList<>();
    for (Held one : held) {
      if (one instanceof Held.Signing identity && identity.belongsTo(key)) {
        boolean stays =
            identity.serial() == added.serial()
                || (plain
                    ? identity.isFor(key, true) && certificates && identity.keyring() != 0
                    : identity.isFor(key, false) && !marked);
        if (stays) {
          identity.key().description().destinations().ifPresent(needed::add);
        } else {
          replaced.add(one);
        }
      }
    }
    for (Held one : held) {
      if (one instanceof Held.Companion companion
          && companion.belongsTo(key)
          && companion.certificate().isEmpty()
          && !needed.contains(companion.name())) {
        replaced.add(one);
      }
    }
    replaced.forEach(one -> unlink(one, keyring));
  }

  /**
   * Records that an entry was added.
   *
   * @param before the contents of the keyring without it
   */
  private static void record(int keyring, long added, List<Held> before) {
    AdditionOrder order = KeyringContents.order(before);
    AdditionOrder next = order.with(added, KeyringContents.entries(before));
    if (next.equals(order)) {
      return;
    }
    try {
      Companions.publish(AdditionOrder.NAME, next.contents(), Optional.empty(), keyring);
    } catch (KeyringException.QuotaFull e) {
      // the key itself is there; without a recorded place it is listed last, where it belongs
    }
  }

  /**
   * Publishes the destinations before the key, which would not be used without them.
   *
   * @return the companion's serial, 0 if there are none
   */
  private static int publishDestinations(
      int keyring, KernelKey key, Optional<Duration> lifetime, Constraints constraints) {
    Optional<String> name = key.description().destinations();
    return name.isEmpty()
        ? 0
        : Companions.publish(
            name.get(), constraints.destinations().get().contents(), lifetime, keyring);
  }

  /** Removes what is left of ours in a keyring without identities. */
  private static void removeEmpty(int keyring, List<Held> held) {
    for (Held one : held) {
      if (one instanceof Held.Order || one instanceof Held.Certified) {
        unlink(one.serial(), keyring);
      }
    }
  }

  private static void unlink(Held held, int keyring) {
    unlink(held.serial(), isInner(held) ? ((Held.Signing) held).keyring() : keyring);
  }

  private static boolean isInner(Held held) {
    return held instanceof Held.Signing identity && identity.keyring() != 0;
  }

  /** Unlinks a key, which another program may already have done. */
  private static void unlink(int serial, int keyring) {
    try {
      KeyctlLibrary.unlink(serial, keyring);
    } catch (KeyringException.NotFound e) {
      // gone already
    }
  }

  @Override
  public void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints) {
    KeyLifetime.check(lifetime);
    RsaPublicKey publicKey = KernelRsa.require(key.publicKey());
    if (!publicKey.equals(certificate.publicKey())) {
      throw new KeyringException.BadKey("the certificate is not one of this key");
    }
    Constraints own = new Constraints(constraints.confirm(), true, constraints.destinations());
    IdentityDescription description = IdentityDescription.fit(publicKey, comment, own);
    unlocked(
        keyring -> {
          List<Held> before = contents.read(keyring, held -> held.belongsTo(publicKey));
          List<SshCertificate> others =
              new ArrayList<>(KeyringContents.certificates(before, publicKey));
          others.remove(certificate);
          Optional<KernelKey> serving = KeyringContents.kernelKey(before, publicKey, true);
          Optional<Duration> keyLifetime = lifetime;
          if (serving.isPresent() && !others.isEmpty()) {
            requireSame(description, serving.get().description());
            keyLifetime = longer(lifetime, KeyTimeouts.atMost(serving.get().serial()));
          }
          publish(keyring, description, key, keyLifetime, own);
          try {
            publishCertificate(keyring, certificate, lifetime, before);
          } catch (KeyringException e) {
            if (serving.isEmpty()) {
              removeUnused(keyring, publicKey);
            }
            throw e;
          }
          return null;
        });
  }

  /**
   * Checks that the constraints are the same: one kernel key serves all certificates of a key, and
   * has one set of constraints.
   */
  private static void requireSame(IdentityDescription added, IdentityDescription held) {
    if (added.confirm() != held.confirm() || !added.destinations().equals(held.destinations())) {
      throw new KeyringException.Unsupported(
          "the key "
              + held.key().fingerprint()
              + " has another certificate with other constraints; remove that first");
    }
  }

  private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
    return one.isEmpty() || other.isEmpty()
        ? Optional.empty()
        : Optional.of(one.get().compareTo(other.get()) > 0 ? one.get() : other.get());
  }

  private static void publishCertificate(
      int keyring, SshCertificate certificate, Optional<Duration> lifetime, List<Held> before) {
    byte[] blob = certificate.blob().toByteArray();
    Companions.publish(Companions.certificateName(blob), blob, lifetime, keyring);
    record(keyring, AdditionOrder.entry(blob), before);
  }

  /** Removes the kernel key that is for certificates only, if the key has none left. */
  private void removeUnused(int keyring, SshPublicKey key) {
    List<Held> held = contents.read(keyring, one -> one.belongsTo(key));
    if (!KeyringContents.certificates(held, key).isEmpty()) {
      return;
    }
    for (Held one : held) {
      if (one instanceof Held.Signing identity
          && identity.belongsTo(key)
          && KeyringContents.isCertificateOnly(identity.key(), held)) {
        unlink(one, keyring);
      }
    }
  }

  @Override
  public void addCertificate(SshCertificate certificate, Optional<Duration> lifetime) {
    KeyLifetime.check(lifetime);
    unlocked(
        keyring -> {
          SshPublicKey key = certificate.publicKey();
          List<Held> before = contents.read(keyring, held -> held.belongsTo(key));
          if (KeyringContents.kernelKey(before, key).isEmpty()) {
            throw notFound(key);
          }
          publishCertificate(keyring, certificate, lifetime, before);
          return null;
        });
  }

  @Override
  public Optional<Duration> timeLeft(Identity identity) {
    return unlocked(
        keyring -> {
          List<Held> held = contents.read(keyring, one -> false);
          SshPublicKey key = identity.publicKey();
          return KeyringContents.kernelKey(held, key, identity.constraints().certificateOnly())
              .or(() -> KeyringContents.kernelKey(held, key))
              .flatMap(found -> KeyTimeouts.left(found.serial()));
        });
  }

  @Override
  public boolean remove(SshPublicKey key) {
    return unlocked(
        keyring -> {
          List<Held> left = new ArrayList<>(contents.read(keyring));
          List<Held> removed = left.stream().filter(held -> held.belongsTo(key)).toList();
          removed.forEach(held -> unlink(held, keyring));
          left.removeAll(removed);
          if (KeyringContents.entries(left).isEmpty()) {
            removeEmpty(keyring, left);
          }
          return removed.stream().anyMatch(held -> held instanceof Held.Signing);
        });
  }

  @Override
  public boolean removePlain(SshPublicKey key) {
    return unlocked(
        keyring -> {
          List<Held> held = contents.read(keyring, one -> one.belongsTo(key));
          Optional<KernelKey> plain = KeyringContents.kernelKey(held, key, false);
          if (plain.isEmpty() || KeyringContents.isCertificateOnly(plain.get(), held)) {
            return false;
          }
          if (KeyringContents.certificates(held, key).isEmpty()) {
            return remove(key);
          }
          if (KeyringContents.kernelKey(held, key, true).isPresent()) {
            unlink(plain.get().serial(), keyring);
          } else { // the certificates need it
            Companions.publish(
                Companions.certificateOnlyName(key), new byte[1], Optional.empty(), keyring);
          }
          return true;
        });
  }

  @Override
  public boolean removeCertificate(SshCertificate certificate) {
    return unlocked(
        keyring -> {
          boolean removed = false;
          for (Held held : contents.read(keyring)) {
            if (held instanceof Held.Companion companion
                && companion.certificate().equals(Optional.of(certificate))) {
              unlink(held.serial(), keyring);
              removed = true;
            }
          }
          if (removed) {
            removeUnused(keyring, certificate.publicKey());
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

  /**
   * Removes everything of ours but the lock, which must not go before the keys. Starts with the
   * inner keyring's contents, which could not be removed once it is gone.
   */
  private void removeContents(int keyring) {
    List<Held> all = contents.read(keyring);
    List<Held> inner = all.stream().filter(LinuxKeyring::isInner).toList();
    inner.forEach(held -> unlink(held, keyring));
    for (Held held : all) {
      boolean lock =
          held instanceof Held.Companion companion && KeyringLock.isLock(companion.name());
      if (!lock && !isInner(held) && !(held instanceof Held.Other)) {
        unlink(held, keyring);
      }
    }
  }

  private Identity.Signer signer(KernelKey key) {
    return (scheme, digest) -> sign(key, scheme, digest);
  }

  /** Signs with exactly this kernel key, never with one that has replaced it. */
  private byte[] sign(KernelKey key, SignatureScheme scheme, byte[] digest) {
    return unlocked(
        keyring -> {
          try {
            return key.sign(scheme, digest);
          } catch (KeyringException.NotFound | KeyringException.Denied e) {
            // no longer linked to the keyring: Denied while something else holds it
            throw contents.holds(keyring, key) ? e : notFound(key.description().key());
          }
        });
  }

  private static KeyringException notFound(SshPublicKey key) {
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
