package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * Our part of a keyring: identities and their companions. It remembers each key by its serial,
 * since a key's properties never change, but always asks the kernel which keys are there. Its
 * methods run on a {@link PossessionThreads possession thread}, several at a time.
 */
final class KeyringContents {
  /** A key of the keyring, of any kind. */
  sealed interface Held {
    int serial();

    /** Whether it is still the same key, and not another one with its serial. */
    boolean isDescribedAs(String description);

    /** Whether it is removed with the identity of {@code key}. */
    boolean belongsTo(SshPublicKey key);

    /** The key of its entry in a list of identities; empty if it has no entry. */
    default Optional<SshPublicKey> listed() {
      return Optional.empty();
    }

    /** The name of that entry in the {@link AdditionOrder}. */
    default long entry() {
      return 0;
    }

    /**
     * A key that can sign.
     *
     * @param keyring that it is linked to, 0 for the one that was read
     * @param entry of the plain key
     */
    record Signing(KernelKey key, int keyring, long entry) implements Held {
      static Signing of(KernelKey key, int keyring) {
        return new Signing(key, keyring, AdditionOrder.entry(key.description().key().blob()));
      }

      boolean isFor(SshPublicKey publicKey, boolean certificateOnly) {
        return belongsTo(publicKey) && key.description().certificateOnly() == certificateOnly;
      }

      @Override
      public Optional<SshPublicKey> listed() {
        return key.description().certificateOnly()
            ? Optional.empty()
            : Optional.of(key.description().key());
      }

      @Override
      public int serial() {
        return key.serial();
      }

      @Override
      public boolean isDescribedAs(String description) {
        return key.isDescribedAs(description);
      }

      @Override
      public boolean belongsTo(SshPublicKey publicKey) {
        return key.description().key().equals(publicKey);
      }
    }

    /**
     * A companion of {@link Companions}, and its certificate if it is one.
     *
     * @param entry of the certificate
     */
    record Companion(int serial, String name, Optional<SshCertificate> certificate, long entry)
        implements Held {
      static Companion of(int serial, String name, Optional<SshCertificate> certificate) {
        long entry =
            certificate.map(one -> AdditionOrder.entry(one.blob().toByteArray())).orElse(0L);
        return new Companion(serial, name, certificate, entry);
      }

      @Override
      public Optional<SshPublicKey> listed() {
        return certificate.map(SshCertificate::publicKey);
      }

      @Override
      public boolean isDescribedAs(String description) {
        return name.equals(description);
      }

      @Override
      public boolean belongsTo(SshPublicKey key) {
        return Companions.isDestinationsOf(key, name)
            || Companions.certificateOnlyName(key).equals(name)
            || certificate.filter(one -> one.publicKey().equals(key)).isPresent();
      }
    }

    /** The order of the other keys. */
    record Order(int serial, AdditionOrder order) implements Held {
      @Override
      public boolean isDescribedAs(String description) {
        return AdditionOrder.NAME.equals(description);
      }

      @Override
      public boolean belongsTo(SshPublicKey key) {
        return false;
      }
    }

    /** The keyring {@link Companions#CERTIFIED}. */
    record Certified(int serial) implements Held {
      @Override
      public boolean isDescribedAs(String description) {
        return Companions.CERTIFIED.equals(description);
      }

      @Override
      public boolean belongsTo(SshPublicKey key) {
        return false;
      }
    }

    /** A key that is not ours. */
    record Other(int serial) implements Held {
      @Override
      public boolean isDescribedAs(String description) {
        return false;
      }

      @Override
      public boolean belongsTo(SshPublicKey key) {
        return false;
      }
    }
  }

  private final Map<Integer, Held> known = new ConcurrentHashMap<>();
  private final Function<KernelKey, Identity.Signer> signers;

  /** Creates an instance whose keys sign with the signers from {@code signers}. */
  KeyringContents(Function<KernelKey, Identity.Signer> signers) {
    this.signers = signers;
  }

  /**
   * The keys that are linked to {@code keyring} and can be used now.
   *
   * @param asked selects the known keys to check with the kernel again: an expired or revoked key
   *     stays in the keyring for a while
   */
  List<Held> read(int keyring, Predicate<Held> asked) {
    List<Held> held = new ArrayList<>();
    List<Integer> serials = new ArrayList<>();
    read(keyring, 0, asked, held, serials);
    for (Held one : List.copyOf(held)) {
      if (one instanceof Held.Certified certified) {
        try {
          read(certified.serial(), certified.serial(), asked, held, serials);
        } catch (KeyringException.NotFound e) {
          // removed just now
        }
      }
    }
    known.keySet().retainAll(serials);
    return held;
  }

  private void read(
      int keyring, int inner, Predicate<Held> asked, List<Held> held, List<Integer> serials) {
    for (int serial : KeyctlLibrary.readKeyring(keyring)) {
      serials.add(serial);
      Held before = known.get(serial);
      if (before != null && !asked.test(before)) {
        held.add(before);
      } else {
        lookUp(serial, inner, before).ifPresent(held::add);
      }
    }
  }

  /** Everything in the keyring, each of our keys checked again with the kernel. */
  List<Held> read(int keyring) {
    return read(keyring, held -> !(held instanceof Held.Other));
  }

  /**
   * Remembers a key that was just linked, so that it need not be looked up.
   *
   * @param keyring that it was linked to, 0 for the one that is read
   */
  void remember(KernelKey key, int keyring) {
    known.put(key.serial(), Held.Signing.of(key, keyring));
  }

  /** Whether the keyring now holds exactly this kernel key. */
  boolean holds(int keyring, KernelKey key) {
    return read(keyring, held -> false).stream().anyMatch(held -> held.serial() == key.serial());
  }

  /** The kernel key of {@code key} that the keyring holds now, if any. */
  Optional<KernelKey> kernelKey(int keyring, SshPublicKey key) {
    return kernelKey(read(keyring, held -> false), key);
  }

  /** A kernel key of {@code key} among {@code held}; if there are two, the plain key's. */
  static Optional<KernelKey> kernelKey(Collection<Held> held, SshPublicKey key) {
    return kernelKey(held, key, false).or(() -> kernelKey(held, key, true));
  }

  /**
   * The first kernel key of {@code key} among {@code held}, either the plain key's or the one for
   * certificates only.
   */
  static Optional<KernelKey> kernelKey(
      Collection<Held> held, SshPublicKey key, boolean certificateOnly) {
    for (Held one : held) {
      if (one instanceof Held.Signing identity && identity.isFor(key, certificateOnly)) {
        return Optional.of(identity.key());
      }
    }
    return Optional.empty();
  }

  /** The certificates of {@code key} among {@code held}. */
  static List<SshCertificate> certificates(List<Held> held, SshPublicKey key) {
    List<SshCertificate> certificates = new ArrayList<>();
    for (Held one : held) {
      if (one instanceof Held.Companion companion) {
        companion
            .certificate()
            .filter(certificate -> certificate.publicKey().equals(key))
            .ifPresent(certificates::add);
      }
    }
    return certificates;
  }

  /** The addition order among {@code held}. */
  static AdditionOrder order(List<Held> held) {
    for (Held one : held) {
      if (one instanceof Held.Order found) {
        return found.order();
      }
    }
    return AdditionOrder.NONE;
  }

  /** The names of the entries that {@code held} has in a list of identities. */
  static Set<Long> entries(List<Held> held) {
    return held.stream()
        .filter(one -> one.listed().isPresent())
        .map(Held::entry)
        .collect(Collectors.toSet());
  }

  /** The identities among {@code held}, in the order of addition. */
  List<Identity> identities(int keyring, List<Held> held) {
    List<Held> ordered = inOrder(held);
    // by public key and use: two kernel keys for the same use coexist while one replaces the other
    Set<KernelKey> listed = new LinkedHashSet<>();
    for (Held one : ordered) {
      if (one instanceof Held.Companion) {
        one.listed().flatMap(key -> ofCertificates(ordered, key)).ifPresent(listed::add);
      } else {
        one.listed().flatMap(key -> kernelKey(ordered, key, false)).ifPresent(listed::add);
      }
    }
    for (Held one : ordered) { // a key for certificates only that has none
      if (one instanceof Held.Signing identity) {
        SshPublicKey key = identity.key().description().key();
        kernelKey(ordered, key, true).ifPresent(listed::add);
      }
    }
    return listed.stream().map(key -> identity(keyring, key, ordered)).toList();
  }

  /** The identities of {@code key}: plain, for certificates only, or both in this order. */
  List<Identity> identities(int keyring, List<Held> held, SshPublicKey key) {
    List<Held> ordered = inOrder(held);
    List<Identity> found = new ArrayList<>();
    kernelKey(ordered, key, false).ifPresent(one -> found.add(identity(keyring, one, ordered)));
    kernelKey(ordered, key, true).ifPresent(one -> found.add(identity(keyring, one, ordered)));
    return found;
  }

  /** Sorts by the order of addition. */
  private static List<Held> inOrder(List<Held> held) {
    List<Held> ordered = new ArrayList<>(held);
    ordered.sort(Comparator.comparing(Held::entry, order(held).comparator()));
    return ordered;
  }

  /** The kernel key that signs for the certificates of {@code key}. */
  private static Optional<KernelKey> ofCertificates(List<Held> held, SshPublicKey key) {
    return kernelKey(held, key, true).or(() -> kernelKey(held, key, false));
  }

  /** The identity of a kernel key, with its companions among {@code held}. */
  private Identity identity(int keyring, KernelKey kernelKey, List<Held> held) {
    IdentityDescription description = kernelKey.description();
    SshPublicKey key = description.key();
    boolean certificates = description.certificateOnly() || kernelKey(held, key, true).isEmpty();
    Optional<DestinationLimit> destinations =
        description.destinations().map(name -> destinations(keyring, key, name));
    return new Identity(
        key,
        description.comment(),
        new Constraints(description.confirm(), isCertificateOnly(kernelKey, held), destinations),
        certificates ? certificates(held, key) : List.of(),
        signers.apply(kernelKey));
  }

  /** Whether the kernel key serves only certificates. */
  static boolean isCertificateOnly(KernelKey key, List<Held> held) {
    IdentityDescription description = key.description();
    return description.certificateOnly() || isMarkedCertificateOnly(held, description.key());
  }

  private static boolean isMarkedCertificateOnly(List<Held> held, SshPublicKey key) {
    String name = Companions.certificateOnlyName(key);
    return held.stream()
        .anyMatch(one -> one instanceof Held.Companion companion && companion.name().equals(name));
  }

  private static DestinationLimit destinations(int keyring, SshPublicKey key, String name) {
    return Companions.read(name, keyring)
        .filter(contents -> Companions.destinationsName(key, contents).equals(name))
        .map(DestinationLimit::of)
        .orElseGet(DestinationLimit.Unreadable::new);
  }

  /**
   * Looks up a key; empty if it expired, was revoked, or was removed since the keyring was read.
   */
  private Optional<Held> lookUp(int serial, int keyring, Held before) {
    String[] field;
    try {
      // type;uid;gid;permissions;description, which may hold further semicolons
      field = new String(KeyctlLibrary.describe(serial), StandardCharsets.UTF_8).split(";", 5);
    } catch (KeyringException.Gone | KeyringException.Denied e) {
      return Optional.empty();
    }
    Held held =
        before != null && before.isDescribedAs(field[4])
            ? before
            : identify(serial, keyring, field[0], field[4]);
    known.put(serial, held);
    return Optional.of(held);
  }

  private static Held identify(int serial, int keyring, String type, String description) {
    if (type.equals(KeyctlLibrary.ASYMMETRIC)) {
      Optional<KernelKey> key = KernelKey.of(serial, description);
      if (key.isPresent()) {
        return Held.Signing.of(key.get(), keyring);
      }
    }
    if (type.equals(KeyctlLibrary.KEYRING) && description.equals(Companions.CERTIFIED)) {
      return new Held.Certified(serial);
    }
    if (type.equals(KeyctlLibrary.USER) && description.equals(AdditionOrder.NAME)) {
      return new Held.Order(serial, readOrder(serial));
    }
    if (type.equals(KeyctlLibrary.USER) && description.startsWith(Companions.PREFIX)) {
      return Held.Companion.of(serial, description, certificate(serial, description));
    }
    return new Held.Other(serial);
  }

  private static AdditionOrder readOrder(int serial) {
    try {
      return AdditionOrder.of(KeyctlLibrary.read(serial));
    } catch (KeyringException e) {
      return AdditionOrder.NONE; // gone already, or another program's
    }
  }

  private static Optional<SshCertificate> certificate(int serial, String name) {
    if (!Companions.isCertificate(name)) {
      return Optional.empty();
    }
    try {
      SshCertificate certificate = SshCertificate.ofBlob(KeyctlLibrary.read(serial));
      boolean asNamed = Companions.certificateName(certificate.blob().toByteArray()).equals(name);
      return asNamed ? Optional.of(certificate) : Optional.empty();
    } catch (KeyringException | WireFormatException e) {
      return Optional.empty(); // gone already, or another program's
    }
  }
}
