package org.sshkr.signer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.LockRecord;
import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * A keyring into which one user puts the two kernel keys of one entry, or the record of a lock.
 * Other users may only write to it: if they could search it, they could read the keys while they
 * lie there. The inbox is linked to the keyring of a thread of its own and ends with that thread,
 * so a key put into it is never on the path to other users' keys.
 */
final class Inbox implements AutoCloseable {
  /**
   * Possessor and owner may do everything, others write (kernel-facts, "An inbox needs exactly").
   */
  private static final int WRITABLE_BY_OTHERS = 0x3f3f0004;

  static final Duration OPEN = Duration.ofSeconds(8);

  /** Takes kernel keys out of an inbox into the store. */
  private interface Take {
    void run(int store, int inbox);
  }

  private final SleepingKeys keys;
  private final Inboxes inboxes;
  private final long uid;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Integer> serial = new CompletableFuture<>();
  private final BlockingQueue<Take> takes = new ArrayBlockingQueue<>(1);
  private final CompletableFuture<Void> taken = new CompletableFuture<>();
  private final Thread thread;

  private Inbox(SleepingKeys keys, Inboxes inboxes, long uid) {
    this.keys = keys;
    this.inboxes = inboxes;
    this.uid = uid;
    this.thread = keys.newThread(this::serve);
    thread.setName("inbox");
    thread.setDaemon(true);
  }

  /**
   * Opens an inbox for one entry of the user {@code uid}.
   *
   * @throws SignerRefusal if too many inboxes are open
   */
  static Inbox open(SleepingKeys keys, Inboxes inboxes, long uid) {
    if (!inboxes.take(uid)) {
      throw new SignerRefusal("too many inboxes are open");
    }
    Inbox inbox = new Inbox(keys, inboxes, uid);
    inbox.thread.start();
    return inbox;
  }

  /** The serial of the inbox's keyring. */
  int serial() {
    return result(serial);
  }

  /**
   * Takes an entry out of the inbox, checks it, and adds it to the user's entries.
   *
   * @param about the serial of the kernel key that describes the entry
   * @param number the serial of the kernel key with the private number
   * @throws SignerRefusal if the entry is not valid, with the reason
   */
  void take(int about, int number) {
    take((store, inbox) -> takeEntry(store, inbox, new UserKey(about), new UserKey(number)));
  }

  /**
   * Takes the record of a lock out of the inbox, checks it, and locks the user's keys.
   *
   * @param record the serial of the kernel key with the record
   * @throws SignerRefusal if it is not valid, with the reason
   */
  void takeLock(int record, Locks locks) {
    take((store, inbox) -> takeLock(store, inbox, new UserKey(record), locks));
  }

  private void take(Take take) {
    if (!takes.offer(take)) {
      throw new SignerRefusal("an inbox takes only one entry");
    }
    result(taken);
  }

  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(OPEN.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new SignerRefusal("the inbox is closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SignerRefusal("interrupted");
    }
  }

  private void serve() {
    try {
      keys.call(
          store -> {
            int inbox = UserKey.addKeyring("ssh-kr:inbox", UserKey.THREAD_KEYRING);
            UserKey.setPermissions(inbox, WRITABLE_BY_OTHERS);
            serial.complete(inbox);
            await().run(store, inbox);
            taken.complete(null);
            return null;
          });
    } catch (RuntimeException e) {
      serial.completeExceptionally(e);
      taken.completeExceptionally(e);
    }
  }

  private Take await() {
    try {
      Take take = takes.poll(OPEN.toMillis(), TimeUnit.MILLISECONDS);
      if (take != null) {
        return take;
      }
    } catch (InterruptedException e) {
      // the inbox was closed
    }
    throw new SignerRefusal("nothing was put into the inbox in time");
  }

  private void takeLock(int store, int inbox, UserKey record, Locks locks) {
    try {
      record.move(inbox, UserKey.THREAD_KEYRING, false);
      UserKey.unlink(inbox, UserKey.THREAD_KEYRING);
      if (!ownedByUser(record).text().equals(SleepingKey.lockName(uid))) {
        throw new SignerRefusal("a lock that is not named for its owner");
      }
      LockRecord.decode(record.readPublic());
      record.setTimeout(0);
      record.move(UserKey.THREAD_KEYRING, store, false); // never replaces one that is there
      locks.added(uid, record);
    } catch (WireFormatException e) {
      throw new SignerRefusal(e.getMessage());
    } finally { // the thread may be one of a pool
      UserKey.unlink(record.serial(), UserKey.THREAD_KEYRING);
    }
  }

  private void takeEntry(int store, int inbox, UserKey about, UserKey number) {
    try {
      about.move(inbox, UserKey.THREAD_KEYRING, false);
      number.move(inbox, UserKey.THREAD_KEYRING, false);
      UserKey.unlink(inbox, UserKey.THREAD_KEYRING);
      SleepingKey key = checked(about, number);
      int seconds = key.until().map(this::secondsLeft).orElse(0);
      about.setTimeout(seconds);
      number.setTimeout(seconds);
      Optional<UserKey> replaced =
          keys.find(uid, key.offered()).map(entry -> new UserKey(entry.serial()));
      int aside = replaced.map(Inbox::possess).orElse(0);
      about.move(UserKey.THREAD_KEYRING, store, true);
      number.move(UserKey.THREAD_KEYRING, store, true);
      keys.added(uid, key, about, number);
      if (aside != 0) {
        replaced.get().invalidate();
        UserKey.unlink(aside, UserKey.THREAD_KEYRING);
      }
    } finally { // the thread may be one of a pool
      UserKey.unlink(about.serial(), UserKey.THREAD_KEYRING);
      UserKey.unlink(number.serial(), UserKey.THREAD_KEYRING);
    }
  }

  /**
   * Keeps possession of a key that is about to be replaced, so that it can be invalidated then.
   *
   * @return a keyring that holds it: in the thread's own it would take the new one's place
   */
  private static int possess(UserKey key) {
    int aside = UserKey.addKeyring("ssh-kr:replaced", UserKey.THREAD_KEYRING);
    key.link(aside);
    return aside;
  }

  private int secondsLeft(Instant until) {
    long seconds = Duration.between(keys.clock().instant(), until).toSeconds();
    return (int) Math.max(1, Math.min(seconds, 0xffffffffL));
  }

  private SleepingKey checked(UserKey about, UserKey number) {
    UserKey.Description aboutKey = ownedByUser(about);
    UserKey.Description numberKey = ownedByUser(number);
    try {
      SleepingKey key = SleepingKey.decode(about.readPublic());
      if (!aboutKey.text().equals(key.name(uid, Part.ABOUT))
          || !numberKey.text().equals(key.name(uid, Part.NUMBER))) {
        throw new SignerRefusal("an entry whose keys are not named for their owner");
      }
      requireNumber(key, number);
      return key;
    } catch (WireFormatException e) {
      throw new SignerRefusal("an entry that can't be read: " + e.getMessage());
    }
  }

  private UserKey.Description ownedByUser(UserKey key) {
    UserKey.Description described =
        key.describe().orElseThrow(() -> new SignerRefusal("an entry that is gone"));
    if (!described.type().equals("user")
        || described.uid() != uid
        || described.permissions() != SleepingKey.PERMISSIONS) {
      throw new SignerRefusal("an entry of another type, owner or permissions");
    }
    return described;
  }

  private static void requireNumber(SleepingKey key, UserKey number) {
    String type = key.publicKey().type();
    if (!Libcrypto.signs(type)) {
      throw new SignerRefusal("a key of type " + type);
    }
    try {
      if (!SleepingKeys.read(number, found -> Libcrypto.belong(key.publicKey(), found))) {
        throw new SignerRefusal("a private number of another key");
      }
    } catch (KeyringException.Gone e) {
      throw new SignerRefusal("an entry that is gone");
    }
  }

  /** Ends the inbox, unless its entry has been taken out. */
  @Override
  public void close() {
    thread.interrupt();
    if (closed.compareAndSet(false, true)) {
      inboxes.give(uid);
    }
  }
}
