package org.sshkr.keyring.signer;

import java.nio.ByteBuffer;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.UserKey;

/**
 * Delivers kernel keys from their owner into an inbox of the signer. Each key is made in a thread's
 * keyring, gets its final permissions and a short timeout there, and is then moved. If the process
 * is killed at any moment, no key outlives that timeout.
 *
 * @param inbox serial of a keyring that others may write to
 * @param seconds the time after which a key expires if nobody takes it out
 * @param permissions as keyctl_setperm(3) takes them
 */
record Delivery(int inbox, int seconds, int permissions) {
  private static final int TRIES = 50;
  private static final long PAUSE_MILLIS = 10;

  /** Puts a key with public contents into the inbox, and returns its serial. */
  int put(String description, byte[] contents) {
    return put(description, ByteBuffer.allocateDirect(contents.length).put(contents).flip());
  }

  /** Puts a key into the inbox, and returns its serial. */
  int put(String description, ByteBuffer contents) {
    // on a new thread: its keyring ends with it, and so does anything that a failure leaves there
    int[] serial = new int[1];
    RuntimeException[] failure = new RuntimeException[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                serial[0] = deliver(description, contents);
              } catch (RuntimeException e) {
                failure[0] = e;
              }
            },
            "delivery");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyringException.Failed("interrupted while a key was added");
    }
    if (failure[0] != null) {
      throw failure[0];
    }
    return serial[0];
  }

  private int deliver(String description, ByteBuffer contents) {
    UserKey key = UserKey.add(description, contents, UserKey.THREAD_KEYRING);
    key.setTimeout(seconds);
    UserKey.setPermissions(key.serial(), permissions);
    move(key);
    return key.serial();
  }

  /**
   * Moves the key into the inbox. Its link there costs the signer's quota, not this user's: while
   * others use it up, this tries again.
   */
  private void move(UserKey key) {
    for (int tries = 1; ; tries++) {
      try {
        key.move(UserKey.THREAD_KEYRING, inbox, false);
        return;
      } catch (KeyringException.QuotaFull e) {
        if (tries == TRIES) {
          throw new KeyringException.Failed(
              "ssh-signer-kr has no room for a key at the moment; try again");
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new KeyringException.Failed("interrupted while a key was added");
    }
  }
}
