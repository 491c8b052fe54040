package org.sshkr.keyring;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The record of a lock (RFC 9987, section 3.7): a slow, salted hash of its passphrase. It is the
 * contents of a kernel key of type user.
 *
 * @param failures number of failed attempts to unlock
 * @param salt 16 random bytes
 * @param hash 32 bytes, PBKDF2-HMAC-SHA256 of the passphrase
 */
public record LockRecord(int failures, Blob salt, Blob hash) {
  private static final int VERSION = 1;
  private static final int SALT = 16;
  private static final int HASH = 32;
  private static final int LENGTH = 1 + Integer.BYTES + SALT + HASH;

  /** Takes about a fifth of a second: the cost of every guess, and of the right passphrase too. */
  private static final int ITERATIONS = 200_000;

  /** Each failed attempt delays the next by a tenth of a second more, up to ten, like ssh-agent. */
  private static final int DELAY_MILLIS = 100;

  private static final int MAX_DELAY_MILLIS = 10_000;

  /**
   * Makes the record of a new lock.
   *
   * @param passphrase any bytes, at least one; the caller owns and wipes them
   * @throws KeyringException.Failed if it is empty
   */
  public static LockRecord of(byte[] passphrase) {
    if (passphrase.length == 0) {
      throw new KeyringException.Failed("an empty passphrase locks nothing; give another");
    }
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    return new LockRecord(0, Blob.copyOf(salt), hash(passphrase, salt));
  }

  /**
   * Reads the result of {@link #encode}.
   *
   * @throws WireFormatException if it has another length, or is of another version
   */
  public static LockRecord decode(byte[] contents) {
    ByteBuffer in = ByteBuffer.wrap(contents);
    if (contents.length != LENGTH || in.get() != VERSION) {
      throw new WireFormatException("a lock that this version does not know");
    }
    int failures = in.getInt();
    byte[] salt = new byte[SALT];
    byte[] hash = new byte[HASH];
    in.get(salt).get(hash);
    return new LockRecord(failures, Blob.copyOf(salt), Blob.copyOf(hash));
  }

  /** Encodes the record: byte version 1, int32 failures, salt, hash. */
  public byte[] encode() {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) VERSION)
        .putInt(failures)
        .put(salt.toByteArray())
        .put(hash.toByteArray())
        .array();
  }

  /** Whether this is the passphrase; takes about a fifth of a second. */
  public boolean opens(byte[] passphrase) {
    return hash.equals(hash(passphrase, salt.toByteArray()));
  }

  /** The record after one more failed attempt. */
  LockRecord failed() {
    return new LockRecord(failures + 1, salt, hash);
  }

  /** The delay of an attempt after this many failed ones. */
  public static Duration delay(int failures) {
    return Duration.ofMillis(Math.min((long) failures * DELAY_MILLIS, MAX_DELAY_MILLIS));
  }

  /** Waits until the next attempt to unlock is allowed. */
  public static void pause(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
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
