package org.sshkr.signer;

import static java.util.stream.Collectors.toSet;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.PossessionThreads;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.UserKey.Description;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.DigestRequest;
import org.sshkr.keyring.signer.SignerEntry;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.process.SecretPage;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The keys of all users, asleep in a kernel keyring that only this process possesses. Their public
 * parts are kept in memory. A private number is read from the kernel into a {@link SecretPage} for
 * one signature. Each kernel key counts against its owner's quota. Safe for use by many threads.
 */
final class SleepingKeys implements AutoCloseable {
  private record Entry(SleepingKey about, UserKey aboutKey, UserKey number) {
    SignerEntry shown() {
      return new SignerEntry(about, number.serial());
    }
  }

  private final PossessionThreads threads;
  private final InstantSource clock;

  /** Entries by owner, then by offered blob, in the order of addition. Guarded by this object. */
  private final Map<Long, Map<Blob, Entry>> entries = new HashMap<>();

  private SleepingKeys(PossessionThreads threads, InstantSource clock) {
    this.threads = threads;
    this.clock = clock;
  }

  /**
   * Opens the keyring and finds the keys in it.
   *
   * @throws KeyringException.Unavailable if the kernel's keyrings can't be used here
   */
  static SleepingKeys open(KeyringSelector selector, InstantSource clock) {
    int count = Math.max(2, Runtime.getRuntime().availableProcessors());
    SleepingKeys keys = new SleepingKeys(new PossessionThreads(selector, count), clock);
    keys.threads.reserve();
    keys.threads.call(
        store -> {
          keys.find(store);
          return null;
        });
    return keys;
  }

  /**
   * Makes a thread that possesses the keys, so that this object's methods do their work on it; not
   * started.
   */
  Thread newThread(Runnable work) {
    return threads.newThread(work);
  }

  /** Runs a task on a thread that possesses the keys; the task gets the serial of their keyring. */
  <T> T call(PossessionThreads.Task<T> task) {
    return threads.call(task);
  }

  /** Like {@link #call}, for tasks that take long; see {@link PossessionThreads#callHere}. */
  <T> T callHere(PossessionThreads.Task<T> task) {
    return threads.callHere(task);
  }

  InstantSource clock() {
    return clock;
  }

  private synchronized void find(int store) {
    Map<String, UserKey> numbers = new HashMap<>();
    Map<UserKey, Description> abouts = new LinkedHashMap<>();
    for (int serial : UserKey.in(store)) {
      UserKey key = new UserKey(serial);
      Optional<Description> described = described(key);
      if (described.isEmpty()) {
        UserKey.unlink(serial, store); // nobody could remove it later
      } else if (described.get().text().contains(":number:")) {
        numbers.put(described.get().text(), key);
      } else if (described.get().text().contains(":about:")) {
        abouts.put(key, described.get());
      }
    }
    Set<String> names = abouts.values().stream().map(Description::text).collect(toSet());
    numbers.forEach(
        (name, key) -> {
          if (!names.contains(name.replace(":number:", ":about:"))) {
            UserKey.unlink(key.serial(), store);
          }
        });
    record Found(long uid, Entry entry) {}
    List<Found> found = new ArrayList<>();
    abouts.forEach(
        (key, described) -> {
          try {
            SleepingKey about = SleepingKey.decode(key.readPublic());
            long uid = described.uid();
            UserKey number = numbers.get(about.name(uid, Part.NUMBER));
            if (described.text().equals(about.name(uid, Part.ABOUT))
                && number != null
                && isOwnedBy(number, uid)) {
              found.add(new Found(uid, new Entry(about, key, number)));
            }
          } catch (KeyringException | WireFormatException e) {
            // expired just now, of a later version, or spoilt by its owner
          }
        });
    found.sort(Comparator.comparing(one -> one.entry().about().added()));
    found.forEach(one -> put(one.uid(), one.entry()));
  }

  private static boolean isOwnedBy(UserKey key, long uid) {
    return described(key).map(described -> described.uid() == uid).orElse(false);
  }

  /**
   * What the kernel says about a key; empty if it is gone or denies everything. An owner who links
   * a key into the inbox, instead of moving it there, keeps power over it, and may change its
   * contents and permissions at any time. That must harm no other key.
   */
  static Optional<Description> described(UserKey key) {
    try {
      return key.describe();
    } catch (KeyringException.Denied e) {
      return Optional.empty();
    }
  }

  /** Adds an entry; one that replaces another keeps its place. */
  private void put(long uid, Entry entry) {
    entries.computeIfAbsent(uid, any -> new LinkedHashMap<>()).put(entry.about().offered(), entry);
  }

  /**
   * Adds an entry to the index, after its kernel keys have been moved into the keyring. Forgets the
   * user's entries whose kernel keys are gone: so the user's quota limits the index too.
   */
  synchronized void added(long uid, SleepingKey about, UserKey aboutKey, UserKey number) {
    entries.getOrDefault(uid, Map.of()).values().removeIf(entry -> isGone(entry.number()));
    put(uid, new Entry(about, aboutKey, number));
  }

  private static boolean isGone(UserKey key) {
    try {
      return key.describe().isEmpty();
    } catch (KeyringException.Denied e) {
      return false;
    }
  }

  /** A user's entries, without those whose lifetime has ended. */
  synchronized List<SignerEntry> of(long uid) {
    Map<Blob, Entry> own = entries.getOrDefault(uid, Map.of());
    Instant now = clock.instant();
    own.values().removeIf(entry -> isOver(entry, now));
    return own.values().stream().map(Entry::shown).toList();
  }

  private static boolean isOver(Entry entry, Instant now) {
    return entry.about().until().map(until -> !until.isAfter(now)).orElse(false);
  }

  /** Finds a user's entry by the public key or certificate that it offers. */
  synchronized Optional<SignerEntry> find(long uid, Blob offered) {
    return Optional.ofNullable(entries.getOrDefault(uid, Map.of()).get(offered)).map(Entry::shown);
  }

  /**
   * Signs what a client asks for.
   *
   * @throws SignerRefusal if the entry is no longer there
   */
  SignResponse sign(long uid, SignerEntry entry, SignRequest request) {
    byte[] data = request.data().toByteArray();
    return wake(
        uid,
        entry,
        (key, number) -> {
          if (key instanceof RsaPublicKey rsa) {
            SignatureAlgorithm algorithm =
                SignatureAlgorithm.named(request.rsaAlgorithm()).orElseThrow();
            byte[] digest = algorithm.hash().digest(data);
            byte[] signature = Libcrypto.sign(rsa, number, algorithm, digest);
            return new SignResponse(algorithm.sshName(), Blob.copyOf(signature));
          }
          return SignResponse.of(Libcrypto.sign(key, number, data));
        });
  }

  /**
   * Signs a digest with an RSA key.
   *
   * @throws SignerRefusal if it is not one, or if the entry is no longer there
   */
  byte[] sign(long uid, SignerEntry entry, DigestRequest request) {
    return wake(
        uid,
        entry,
        (key, number) -> {
          if (key instanceof RsaPublicKey rsa) {
            return Libcrypto.sign(rsa, number, request.scheme(), request.digest().toByteArray());
          }
          throw new SignerRefusal("only RSA keys sign bare digests");
        });
  }

  private <T> T wake(long uid, SignerEntry entry, BiFunction<SshPublicKey, ByteBuffer, T> work) {
    return threads.call(
        store -> {
          try {
            return read(
                new UserKey(entry.serial()), number -> work.apply(entry.key().publicKey(), number));
          } catch (KeyringException.Gone e) {
            forget(uid, entry);
            throw new SignerRefusal("the key is gone: its lifetime is over");
          }
        });
  }

  /** Reads a private number for a piece of work, and wipes it. */
  static <T> T read(UserKey key, Function<ByteBuffer, T> work) {
    try (SecretPage page = SecretPage.open(key.length())) {
      ByteBuffer memory = page.memory();
      int length = key.read(memory);
      return work.apply(memory.slice(0, Math.min(length, memory.capacity())));
    }
  }

  private synchronized void forget(long uid, SignerEntry entry) {
    entries.getOrDefault(uid, Map.of()).values().removeIf(one -> one.shown().equals(entry));
  }

  /** Removes the entries of a user that match {@code wanted}, and returns their number. */
  int remove(long uid, Predicate<SleepingKey> wanted) {
    List<Entry> removed = new ArrayList<>();
    synchronized (this) {
      entries
          .getOrDefault(uid, Map.of())
          .values()
          .removeIf(entry -> wanted.test(entry.about()) && removed.add(entry));
    }
    threads.call(
        store -> {
          for (Entry entry : removed) {
            invalidate(entry.number());
            UserKey.unlink(entry.number().serial(), store);
            UserKey.unlink(entry.aboutKey().serial(), store);
          }
          return null;
        });
    return removed.size();
  }

  /** Ends a key, if its owner has left that right to others. */
  static void invalidate(UserKey key) {
    try {
      key.invalidate();
    } catch (KeyringException.Denied e) {
      // its owner has taken this right away; to be unlinked, a key need not permit anything
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
