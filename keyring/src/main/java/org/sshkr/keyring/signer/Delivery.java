package org.sshkr.keyring.signer;

import java.nio.ByteBuffer;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.UserKey;

/**
 * The way of kernel keys from their owner into an inbox of the signer. Each is made in a keyring of
 * the calling thread, gets its final permissions and a short life there, and is moved; killed at
 * any moment, nothing is left that lives longer.
 *
 * @param inbox serial of a keyring that others may write to
 * @param seconds after which a key is gone that nobody took out
 * @param permissions as keyctl_setperm(3) takes them
 */
record Delivery(int inbox, int seconds, int permissions) {
  /** Puts contents that are no secret there, and gives the serial. */
  int put(String description, byte[] contents) {
    return put(description, ByteBuffer.allocateDirect(contents.length).put(contents).flip());
  }

  /** Puts contents there, and gives the serial. */
  int put(String description, ByteBuffer contents) {
    // on a thread of its own: its keyring, and what a failure leaves in it, ends with it
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
    key.move(UserKey.THREAD_KEYRING, inbox, false);
    return key.serial();
  }
}
