package org.sshkr.keyring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.sshkr.ssh.wire.Blob;

/**
 * The lock of a keyring (RFC 9987, section 3.7): a companion of {@link Companions} in the keyring
 * itself, so that it holds for every program here and outlives each of them. It does not stop code
 * that calls the kernel itself. Its methods run on a {@link PossessionThreads possession thread}.
 *
 * <p>The contents: a version byte 1, int32 number of failed attempts, 16 bytes of salt, 32 bytes
 * PBKDF2-HMAC-SHA256 of the passphrase.
 */
final class KeyringLock {
  private static final String PREFIX = Companions.PREFIX + "lock:";
  private static final int VERSION = 1;
  private static final int SALT = 16;
  private static final int HASH = 32;
  private static final int LENGTH = 1 + Integer.BYTES + SALT + HASH;

  /** Takes about a fifth of a second: the cost of every guess, and of the right passphrase too. */
  private static final int ITERATIONS = 200_000;

  /** Each failed attempt delays the next by a tenth of a second more, up to ten, like ssh-agent. */
  private static final int DELAY_MILLIS = 100;

  private static final int MAX_DELAY_MILLIS = 10_000;

  private KeyringLock() {}

  private record State(int failures, Blob salt, Blob hash) {
    static State of(byte[] contents) {
      ByteBuffer in = ByteBuffer.wrap(contents);
      if (contents.length != LENGTH || in.get() != VERSION) {
        throw new KeyringException.Locked(
            "the keyring is locked in a way that this version does not know");
      }
      int failures = in.getInt();
      byte[] salt = new byte[SALT];
      byte[] hash = new byte[HASH];
      in.get(salt).get(hash);
      return new State(failures, Blob.copyOf(salt), Blob.copyOf(hash));
    }

    byte[] contents() {
      return ByteBuffer.allocate(LENGTH)
          .put((byte) VERSION)
          .putInt(failures)
          .put(salt.toByteArray())
          .put(hash.toByteArray())
          .array();
    }
  }

  /**
   * The lock's name. It contains the keyring's serial, since a search also enters the keyrings that
   * this one holds.
   */
  private static String name(int keyring) {
    return PREFIX + Integer.toUnsignedString(keyring);
  }

  /** Whether {@code name} is a lock's. */
  static boolean isLock(String name) {
    return name.startsWith(PREFIX);
  }

  /** Throws {@link KeyringException.Locked} if the keyring is locked. */
  static void requireUnlocked(int keyring) {
    if (isLocked(keyring)) {
      throw new KeyringException.Locked(
          "the keyring is locked; unlock it with ssh-add-kr -X, or remove its keys and the lock with"
              + " ssh-add-kr --remove-locked");
    }
  }

  static boolean isLocked(int keyring) {
    return KeyctlLibrary.exists(
        keyring, KeyctlLibrary.USER, name(keyring).getBytes(StandardCharsets.UTF_8));
  }

  /** Locks the keyring, which must not be locked yet. */
  static void lock(int keyring, byte[] passphrase) {
    requireUnlocked(keyring);
    if (passphrase.length == 0) {
      throw new KeyringException.Failed("an empty passphrase locks nothing; give another");
    }
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    write(keyring, new State(0, Blob.copyOf(salt), hash(passphrase, salt)));
  }

  /** Unlocks the keyring; a wrong passphrase makes the next attempt slower. */
  static void unlock(int keyring, byte[] passphrase) {
    State state = State.of(read(keyring));
    pause(delayMillis(state.failures));
    if (!state.hash.equals(hash(passphrase, state.salt.toByteArray()))) {
      write(keyring, new State(state.failures + 1, state.salt, state.hash));
      throw new KeyringException.Locked(
          "that is not the passphrase that the keyring is locked with; if it is forgotten, remove"
              + " its keys and the lock with ssh-add-kr --remove-locked");
    }
    remove(keyring);
  }

  /** Removes the lock, if there is one. */
  static void remove(int keyring) {
    if (isLocked(keyring)) {
      KeyctlLibrary.unlink(
          KeyctlLibrary.search(
              keyring, KeyctlLibrary.USER, name(keyring).getBytes(StandardCharsets.UTF_8)),
          keyring);
    }
  }

  /** The delay of an attempt after this many failed ones. */
  static long delayMillis(int failures) {
    return Math.min((long) failures * DELAY_MILLIS, MAX_DELAY_MILLIS);
  }

  private static byte[] read(int keyring) {
    return Companions.read(name(keyring), keyring)
        .orElseThrow(() -> new KeyringException.NotFound("the keyring is not locked"));
  }

  private static void write(int keyring, State state) {
    Companions.publish(name(keyring), state.contents(), Optional.empty(), keyring);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyringException.Failed("interrupted while unlocking the keyring");
    }
  }

  /**
   * Hashes a passphrase. It need not be text, so each byte is passed as the character with its
   * value.
   */
  private static Blob hash(byte[] passphrase, byte[] salt) {
    char[] characters = new char[passphrase.length];
    for (int i = 0; i < passphrase.length; i++) {
      characters[i] = (char) (passphrase[i] & 0xff);
    }
    PBEKeySpec spec = new PBEKeySpec(characters, salt, ITERATIONS, HASH * Byte.SIZE);
    try {
      return Blob.copyOf(
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(characters, '\0');
    }
  }
}
