package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The lock of a keyring (RFC 9987, section 3.7): a companion of {@link Companions} in the keyring
 * itself, with a {@link LockRecord}, so that it holds for every program here and outlives each of
 * them. It does not stop code that calls the kernel itself. Its methods run on a {@link
 * PossessionThreads possession thread}.
 */
final class KeyringLock {
  private static final String PREFIX = Companions.PREFIX + "lock:";

  private KeyringLock() {}

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
      throw KeyringException.Locked.untilUnlocked();
    }
  }

  static boolean isLocked(int keyring) {
    return KeyctlLibrary.exists(
        keyring, KeyctlLibrary.USER, name(keyring).getBytes(StandardCharsets.UTF_8));
  }

  /** Locks the keyring, which must not be locked yet. */
  static void lock(int keyring, byte[] passphrase) {
    requireUnlocked(keyring);
    write(keyring, LockRecord.of(passphrase));
  }

  /** Unlocks the keyring; a wrong passphrase makes the next attempt slower. */
  static void unlock(int keyring, byte[] passphrase) {
    LockRecord record = read(keyring);
    LockRecord.pause(LockRecord.delay(record.failures()));
    if (!record.opens(passphrase)) {
      write(keyring, record.failed());
      throw KeyringException.Locked.wrongPassphrase();
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

  private static LockRecord read(int keyring) {
    byte[] contents =
        Companions.read(name(keyring), keyring)
            .orElseThrow(() -> new KeyringException.NotFound("the keyring is not locked"));
    try {
      return LockRecord.decode(contents);
    } catch (WireFormatException e) {
      throw new KeyringException.Locked("the keyring has " + e.getMessage());
    }
  }

  private static void write(int keyring, LockRecord record) {
    Companions.publish(name(keyring), record.encode(), Optional.empty(), keyring);
  }
}
