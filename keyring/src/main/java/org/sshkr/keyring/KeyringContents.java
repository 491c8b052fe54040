package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;

/**
 * What a keyring holds of ours: identities and their companions. It remembers each key by its
 * serial, since what a key says of itself never changes; which keys are there, it always asks the
 * kernel. Its methods run on a {@link PossessionThreads possession thread}, several at a time.
 */
final class KeyringContents {
  /** A key of the keyring, of whatever kind. */
  sealed interface Held {
    int serial();

    /** Whether it is still the key that it was, and not another one under its serial. */
    boolean isDescribedAs(String description);

    /** Whether it goes when the identity of {@code key} is removed. */
    boolean belongsTo(RsaPublicKey key);

    /** The key of the entry that it makes in a list of identities; empty if it makes none. */
    default Optional<RsaPublicKey> listed() {
      return Optional.empty();
    }

    /** The name of that entry in the {@link AdditionOrder}. */
    default long entry() {
      return 0;
    }

    /**
     * Can sign.
     *
     * @param entry of the plain key
     */
    record Identity(KernelKey key, long entry) implements Held {
      static Identity of(KernelKey key) {
        return new Identity(key, AdditionOrder.entry(key.description().key().blob()));
      }

      @Override
      public Optional<RsaPublicKey> listed() {
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
      public boolean belongsTo(RsaPublicKey publicKey) {
        return key.description().key().equals(publicKey);
      }
    }

    /**
     * A {@link Companion}, and its certificate if it is one.
     *
     * @param entry of the certificate
     */
    record Beside(int serial, String name, Optional<SshCertificate> certificate, long entry)
        implements Held {
      static Beside of(int serial, String name, Optional<SshCertificate> certificate) {
        long entry =
            certificate.map(one -> AdditionOrder.entry(one.blob().toByteArray())).orElse(0L);
        return new Beside(serial, name, certificate, entry);
      }

      @Override
      public Optional<RsaPublicKey> listed() {
        return certificate.map(SshCertificate::publicKey);
      }

      @Override
      public boolean isDescribedAs(String description) {
        return name.equals(description);
      }

      @Override
      public boolean belongsTo(RsaPublicKey key) {
        return Companion.isDestinationsOf(key, name)
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
      public boolean belongsTo(RsaPublicKey key) {
        return false;
      }
    }

    /** None of ours. */
    record Other(int serial) implements Held {
      @Override
      public boolean isDescribedAs(String description) {
        return false;
      }

      @Override
      public boolean belongsTo(RsaPublicKey key) {
        return false;
      }
    }
  }

  private final Map<Integer, Held> known = new ConcurrentHashMap<>();

  /**
   * The keys that are linked to {@code keyring} and that can be used now.
   *
   * @param asked which of those that are known the kernel is asked about again: one that has
   *     expired or was revoked stays in the keyring for a while
   */
  List<Held> read(int keyring, Predicate<Held> asked) {
    List<Held> held = new ArrayList<>();
    List<Integer> serials = new ArrayList<>();
    for (int serial : KeyctlLibrary.readKeyring(keyring)) {
      serials.add(serial);
      Held before = known.get(serial);
      if (before != null && !asked.test(before)) {
        held.add(before);
      } else {
        lookUp(serial, before).ifPresent(held::add);
      }
    }
    known.keySet().retainAll(serials);
    return held;
  }

  /** All that is of use, and what is not: as it is at this moment. */
  List<Held> read(int keyring) {
    return read(keyring, held -> !(held instanceof Held.Other));
  }

  /** Remembers a key that was just linked, so that nobody has to look it up. */
  void remember(KernelKey key) {
    known.put(key.serial(), Held.Identity.of(key));
  }

  /** The kernel key of {@code key} that the keyring holds now, if any. */
  Optional<KernelKey> kernelKey(int keyring, RsaPublicKey key) {
    return kernelKey(read(keyring, held -> false), key);
  }

  /** The kernel key of {@code key} that was there last, without a look at what is there now. */
  Optional<KernelKey> knownKey(RsaPublicKey key) {
    return kernelKey(known.values(), key);
  }

  /** The first kernel key of {@code key} among {@code held}. */
  static Optional<KernelKey> kernelKey(Collection<Held> held, RsaPublicKey key) {
    return kernelKeys(held).stream().filter(one -> one.description().key().equals(key)).findFirst();
  }

  private static List<KernelKey> kernelKeys(Collection<Held> held) {
    List<KernelKey> keys = new ArrayList<>();
    for (Held one : held) {
      if (one instanceof Held.Identity identity) {
        keys.add(identity.key());
      }
    }
    return keys;
  }

  /** The order that {@code held} includes. */
  static AdditionOrder order(List<Held> held) {
    for (Held one : held) {
      if (one instanceof Held.Order found) {
        return found.order();
      }
    }
    return AdditionOrder.NONE;
  }

  /** The names of the entries that {@code held} makes in a list of identities. */
  static Set<Long> entries(List<Held> held) {
    return held.stream()
        .filter(one -> one.listed().isPresent())
        .map(Held::entry)
        .collect(Collectors.toSet());
  }

  /**
   * The identities that {@code held} makes up, in the order of addition. One for each public key:
   * two kernel keys of one public key meet for a moment while one replaces the other.
   */
  static List<SshIdentity> identities(int keyring, List<Held> held) {
    List<Held> ordered = new ArrayList<>(held);
    ordered.sort(Comparator.comparing(Held::entry, order(held).comparator()));
    Map<RsaPublicKey, SshIdentity> identities = new LinkedHashMap<>();
    for (Held one : ordered) {
      one.listed()
          .ifPresent(
              key -> identities.computeIfAbsent(key, any -> identityOrNull(keyring, key, ordered)));
    }
    for (KernelKey key : kernelKeys(ordered)) { // such as one for certificates only that has none
      RsaPublicKey publicKey = key.description().key();
      identities.computeIfAbsent(publicKey, any -> identityOrNull(keyring, publicKey, ordered));
    }
    return List.copyOf(identities.values());
  }

  /** Null where the kernel key is gone, and a certificate of it is left. */
  private static SshIdentity identityOrNull(int keyring, RsaPublicKey key, List<Held> held) {
    return kernelKey(held, key)
        .map(found -> identity(keyring, found.description(), held))
        .orElse(null);
  }

  /** The identity of a kernel key, with what {@code held} has beside it. */
  static SshIdentity identity(int keyring, IdentityDescription description, List<Held> held) {
    List<SshCertificate> certificates = new ArrayList<>();
    for (Held one : held) {
      if (one instanceof Held.Beside beside) {
        beside
            .certificate()
            .filter(certificate -> certificate.publicKey().equals(description.key()))
            .ifPresent(certificates::add);
      }
    }
    Optional<Blob> destinations =
        description.destinations().map(name -> destinations(keyring, description.key(), name));
    return new SshIdentity(
        description.key(),
        description.comment(),
        new Constraints(description.confirm(), description.certificateOnly(), destinations),
        certificates);
  }

  private static Blob destinations(int keyring, RsaPublicKey key, String name) {
    return Companion.read(name, keyring)
        .filter(contents -> Companion.destinationsName(key, contents).equals(name))
        .map(Blob::copyOf)
        .orElse(Constraints.UNREADABLE);
  }

  /** Empty for a key that expired, was revoked, or was removed since the keyring was read. */
  private Optional<Held> lookUp(int serial, Held before) {
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
    Held held =
        before != null && before.isDescribedAs(field[4])
            ? before
            : identify(serial, field[0], field[4]);
    known.put(serial, held);
    return Optional.of(held);
  }

  private static Held identify(int serial, String type, String description) {
    if (type.equals(KeyctlLibrary.ASYMMETRIC)) {
      Optional<KernelKey> key = KernelKey.of(serial, description);
      if (key.isPresent()) {
        return Held.Identity.of(key.get());
      }
    }
    if (type.equals(KeyctlLibrary.USER) && description.equals(AdditionOrder.NAME)) {
      return new Held.Order(serial, readOrder(serial));
    }
    if (type.equals(KeyctlLibrary.USER) && description.startsWith(Companion.PREFIX)) {
      return Held.Beside.of(serial, description, certificate(serial, description));
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
    if (!Companion.isCertificate(name)) {
      return Optional.empty();
    }
    try {
      SshCertificate certificate = SshCertificate.ofBlob(KeyctlLibrary.read(serial));
      boolean asNamed = Companion.certificateName(certificate.blob().toByteArray()).equals(name);
      return asNamed ? Optional.of(certificate) : Optional.empty();
    } catch (KeyringException | WireFormatException e) {
      return Optional.empty(); // gone already, or another program's
    }
  }
}
