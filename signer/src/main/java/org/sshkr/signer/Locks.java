package org.sshkr.signer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sshkr.keyring.LockRecord;
import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The users whose keys are locked (RFC 9987, section 3.7). The record of each lock is a kernel key
 * beside the entries. Its owner has delivered it and pays for it, and a restarted signer finds it.
 * Failed attempts to unlock are counted in memory only, since a signer that has ended when idle was
 * idle for longer than any delay. Safe for use by many threads.
 */
final class Locks {
  /** One user's lock. Guarded by the object that has it. */
  private static final class Held {
    private final UserKey record;
    private int failures;
    private Instant lastFailure = Instant.EPOCH;
    private boolean isBeingTried;

    Held(UserKey record) {
      this.record = record;
    }
  }

  private final SleepingKeys keys;
  private final Map<Long, Held> locks = new HashMap<>();

  private Locks(SleepingKeys keys) {
    this.keys = keys;
  }

  /** Finds the locks beside the keys. */
  static Locks open(SleepingKeys keys) {
    Locks locks = new Locks(keys);
    keys.call(
        store -> {
          for (int serial : UserKey.in(store)) {
            UserKey key = new UserKey(serial);
            SleepingKeys.described(key)
                .filter(found -> found.text().equals(SleepingKey.lockName(found.uid())))
                .ifPresent(found -> locks.added(found.uid(), key));
          }
          return null;
        });
    return locks;
  }

  /** Notes a lock whose record has been moved beside the keys. */
  synchronized void added(long uid, UserKey record) {
    locks.put(uid, new Held(record));
  }

  synchronized boolean isLocked(long uid) {
    return locks.containsKey(uid);
  }

  /** The time until the next attempt to unlock is not refused; empty if nothing is locked. */
  synchronized Optional<Duration> delay(long uid) {
    return Optional.ofNullable(locks.get(uid)).map(this::delay);
  }

  /** A clock that was set back makes nobody wait. */
  private Duration delay(Held lock) {
    Duration delay = LockRecord.delay(lock.failures);
    Duration passed = Duration.between(lock.lastFailure, keys.clock().instant());
    return passed.isNegative() || passed.compareTo(delay) >= 0
        ? Duration.ZERO
        : delay.minus(passed);
  }

  /**
   * Unlocks a user's keys. An attempt that comes too early after a failed one, or while another is
   * under way, is refused unseen: a thread that slept instead would be missing to other users.
   *
   * @throws SignerRefusal if they stay locked, or are not
   */
  void unlock(long uid, byte[] passphrase) {
    Held lock = begin(uid);
    boolean wrong = false;
    try {
      wrong = !record(lock).opens(passphrase);
    } finally {
      end(lock, wrong);
    }
    if (wrong) {
      throw new SignerRefusal("a wrong passphrase to unlock the keys");
    }
    remove(uid);
  }

  private synchronized Held begin(long uid) {
    Held lock = locks.get(uid);
    if (lock == null) {
      throw new SignerRefusal("the keys are not locked");
    }
    if (lock.isBeingTried || !delay(lock).isZero()) {
      throw new SignerRefusal("the next attempt to unlock comes too early");
    }
    lock.isBeingTried = true;
    return lock;
  }

  private synchronized void end(Held lock, boolean wrong) {
    lock.isBeingTried = false;
    if (wrong) {
      lock.failures++;
      lock.lastFailure = keys.clock().instant();
    }
  }

  private LockRecord record(Held lock) {
    try {
      return LockRecord.decode(keys.call(store -> lock.record.readPublic()));
    } catch (WireFormatException e) {
      throw new SignerRefusal("the keys have " + e.getMessage());
    }
  }

  /** Removes a user's lock, if there is one. */
  void remove(long uid) {
    Held lock;
    synchronized (this) {
      lock = locks.get(uid);
    }
    if (lock == null) {
      return;
    }
    keys.call(
        store -> {
          SleepingKeys.invalidate(lock.record);
          UserKey.unlink(lock.record.serial(), store);
          return null;
        });
    synchronized (this) {
      locks.remove(uid, lock);
    }
  }
}
