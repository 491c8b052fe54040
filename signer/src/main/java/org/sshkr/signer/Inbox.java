package org.sshkr.signer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
final class Inbox implements Inboxes.Open {
  /**
   * Possessor and owner may do everything, others write (kernel-facts, "An inbox needs exactly").
   */
  private static final int WRITABLE_BY_OTHERS = 0x3f3f0004;

  static final Duration OPEN = Duration.ofSeconds(8);

  /** The kernel keys of an entry. */
  private static final int MOST_LINKS = 2;

  /** How often a step is tried while the signer's quota is used up. */
  private static final int TRIES = 5;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

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
    Inbox inbox = new Inbox(keys, inboxes, uid);
    if (!inboxes.add(uid, inbox)) {
      throw new SignerRefusal("too many inboxes are open");
    }
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
    take((store, inbox) -> takeEntry(store, inbox, about, number));
  }

  /**
   * Takes the record of a lock out of the inbox, checks it, and locks the user's keys.
   *
   * @param record the serial of the kernel key with the record
   * @throws SignerRefusal if it is not valid, with the reason
   */
  void takeLock(int record, Locks locks) {
    take((store, inbox) -> takeLock(store, inbox, record, locks));
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
      withQuota(() -> keys.callHere(store -> store)); // this thread's keyring
      keys.callHere(this::serve);
    } catch (RuntimeException e) {
      serial.completeExceptionally(e);
      taken.completeExceptionally(e);
    } finally {
      close();
    }
  }

  /**
   * Does what takes some of the signer's quota. If others have used it up, closes the inboxes with
   * which they did, and tries again.
   */
  private <T> T withQuota(Supplier<T> step) {
    for (int tries = 1; ; tries++) {
      try {
        return step.get();
      } catch (KeyringException.QuotaFull e) {
        if (tries == TRIES) {
          throw e;
        }
        inboxes.closeCrowded();
        pause();
      }
    }
  }

  /** The kernel gives quota back a little later. */
  private static void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES.toMillis());
    } catch (InterruptedException e) {
      throw new SignerRefusal("the inbox is closed");
    }
  }

  private Void serve(int store) {
    int inbox = withQuota(() -> UserKey.addKeyring("ssh-kr:inbox", UserKey.THREAD_KEYRING));
    try {
      UserKey.setPermissions(inbox, WRITABLE_BY_OTHERS);
      serial.complete(inbox);
      await(inbox).run(store, inbox);
      taken.complete(null);
      return null;
    } finally { // the thread may be one of a pool
      UserKey.unlink(inbox, UserKey.THREAD_KEYRING);
    }
  }

  /** Waits for the client's word. Whoever fills the inbox meanwhile uses up the signer's quota. */
  private Take await(int inbox) {
    long end = System.nanoTime() + OPEN.toNanos();
    while (System.nanoTime() - end < 0) {
      try {
        Take take = takes.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        if (take != null) {
          return take;
        }
      } catch (InterruptedException e) {
        throw new SignerRefusal("the inbox is closed");
      }
      if (UserKey.in(inbox).length > MOST_LINKS) {
        throw new SignerRefusal("somebody fills the inbox");
      }
    }
    throw new SignerRefusal("nothing was put into the inbox in time");
  }

  private void takeLock(int store, int inbox, int serial, Locks locks) {
    List<UserKey> out = new ArrayList<>();
    try {
      UserKey record = takeOut(inbox, serial, out);
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
      out.forEach(key -> UserKey.unlink(key.serial(), UserKey.THREAD_KEYRING));
    }
  }

  private void takeEntry(int store, int inbox, int aboutSerial, int numberSerial) {
    List<UserKey> out = new ArrayList<>();
    try {
      UserKey about = takeOut(inbox, aboutSerial, out);
      UserKey number = takeOut(inbox, numberSerial, out);
      UserKey.unlink(inbox, UserKey.THREAD_KEYRING);
      SleepingKey key = checked(about, number);
      int seconds = key.until().map(this::secondsLeft).orElse(0);
      about.setTimeout(seconds);
      number.setTimeout(seconds);
      Optional<UserKey> replaced =
          keys.find(uid, key.offered()).map(entry -> new UserKey(entry.serial()));
      int aside = replaced.map(old -> withQuota(() -> possess(old))).orElse(0);
      about.move(UserKey.THREAD_KEYRING, store, true);
      number.move(UserKey.THREAD_KEYRING, store, true);
      keys.added(uid, key, about, number);
      if (aside != 0) {
        replaced.get().invalidate();
        UserKey.unlink(aside, UserKey.THREAD_KEYRING);
      }
    } finally { // the thread may be one of a pool
      out.forEach(key -> UserKey.unlink(key.serial(), UserKey.THREAD_KEYRING));
    }
  }

  /** Moves a key from the inbox to this thread's keyring; the client may name any number. */
  private UserKey takeOut(int inbox, int serial, List<UserKey> out) {
    if (serial <= 0) {
      throw new SignerRefusal("not a kernel key: " + serial); // a keyring of the thread's own
    }
    UserKey key = new UserKey(serial);
    withQuota(
        () -> {
          key.move(inbox, UserKey.THREAD_KEYRING, false);
          return out.add(key);
        });
    return key;
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

  /** Whether more is in it than its client puts there; so it is under attack, or one. */
  @Override
  public boolean isCrowded() {
    try {
      return serial.isDone()
          && !serial.isCompletedExceptionally()
          && UserKey.in(serial.join()).length > MOST_LINKS;
    } catch (KeyringException e) {
      return false; // it has ended
    }
  }

  /** Ends the inbox, unless its entry has been taken out. */
  @Override
  public void close() {
    thread.interrupt();
    if (closed.compareAndSet(false, true)) {
      inboxes.remove(uid, this);
    }
  }
}
