package org.sshkr.signer;

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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.PossessionThreads;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.UserKey;
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
    Map<UserKey, UserKey.Description> abouts = new LinkedHashMap<>();
    for (int serial : UserKey.in(store)) {
      UserKey key = new UserKey(serial);
      key.describe()
          .ifPresent(
              described -> {
                if (described.text().contains(":number:")) {
                  numbers.put(described.text(), key);
                } else {
                  abouts.put(key, described);
                }
              });
    }
    record Found(long uid, Entry entry) {}
    List<Found> found = new ArrayList<>();
    abouts.forEach(
        (key, described) -> {
          try {
            SleepingKey about = SleepingKey.decode(key.readPublic());
            UserKey number = numbers.get(about.name(described.uid(), Part.NUMBER));
            if (number != null && isOwnedBy(number, described.uid())) {
              found.add(new Found(described.uid(), new Entry(about, key, number)));
            }
          } catch (KeyringException.Gone | WireFormatException e) {
            // expired just now, or of a later version
          }
        });
    found.sort(Comparator.comparing(one -> one.entry().about().added()));
    found.forEach(one -> put(one.uid(), one.entry()));
  }

  private static boolean isOwnedBy(UserKey key, long uid) {
    return key.describe().map(described -> described.uid() == uid).orElse(false);
  }

  /** Adds an entry; one that replaces another keeps its place. */
  private void put(long uid, Entry entry) {
    entries.computeIfAbsent(uid, any -> new LinkedHashMap<>()).put(entry.about().offered(), entry);
  }

  /** Adds an entry to the index, after its kernel keys have been moved into the keyring. */
  synchronized void added(long uid, SleepingKey about, UserKey aboutKey, UserKey number) {
    put(uid, new Entry(about, aboutKey, number));
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
            entry.number().invalidate();
            UserKey.unlink(entry.number().serial(), store);
            UserKey.unlink(entry.aboutKey().serial(), store);
          }
          return null;
        });
    return removed.size();
  }

  @Override
  public void close() {
    threads.close();
  }
}
