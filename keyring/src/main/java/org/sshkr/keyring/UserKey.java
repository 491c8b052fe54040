package org.sshkr.keyring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A kernel key of type user: up to 32767 bytes that whoever possesses it with read permission may
 * read back (user-keyring(7), keyctl(2)). Each method is for a thread that possesses the key or the
 * keyring.
 *
 * @param serial the kernel's number for it
 */
public record UserKey(int serial) {
  /** The keyring of the calling thread itself, which ends with it: thread-keyring(7). */
  public static final int THREAD_KEYRING = KeyctlLibrary.THREAD_KEYRING;

  /** The keyring of the process, which all threads share that start after it was made. */
  public static final int PROCESS_KEYRING = KeyctlLibrary.PROCESS_KEYRING;

  /**
   * What the kernel says about a key; the owner can't be forged.
   *
   * @param type {@code user}, {@code keyring}, …
   * @param uid of the owner, whose quota it takes
   * @param permissions as keyctl_setperm(3) takes them
   */
  public record Description(String type, long uid, int permissions, String text) {}

  /**
   * Adds a key.
   *
   * @param contents direct, between position and limit; at least one byte
   * @throws KeyringException.QuotaFull if the caller's quota does not suffice
   */
  public static UserKey add(String description, ByteBuffer contents, int keyring) {
    KeyctlLibrary.load();
    return new UserKey(KeyctlLibrary.addUser(bytes(description), contents, keyring));
  }

  /** Adds an empty keyring to another one. */
  public static int addKeyring(String description, int keyring) {
    KeyctlLibrary.load();
    return KeyctlLibrary.addKeyring(bytes(description), keyring);
  }

  /** Sets the permissions of a key or keyring: a mask as in keyctl_setperm(3). */
  public static void setPermissions(int serial, int mask) {
    KeyctlLibrary.setPermissions(serial, mask);
  }

  /** Removes a key's, or a keyring's, link from a keyring. */
  public static void unlink(int serial, int keyring) {
    try {
      KeyctlLibrary.unlink(serial, keyring);
    } catch (KeyringException.NotFound e) {
      // another was faster
    }
  }

  /** Links it to another keyring, unless it has ended. */
  public void link(int keyring) {
    try {
      KeyctlLibrary.link(serial, keyring);
    } catch (KeyringException.Gone e) {
      // nothing is there to be linked
    }
  }

  /**
   * Ends the key at once, wherever it is linked: keyctl_invalidate(3). A key that has merely been
   * unlinked can be described for some milliseconds more.
   */
  public void invalidate() {
    try {
      KeyctlLibrary.invalidate(serial);
    } catch (KeyringException.Gone e) {
      // it has ended already
    }
  }

  /** The keys in a keyring, of whatever type. */
  public static int[] in(int keyring) {
    return KeyctlLibrary.readKeyring(keyring);
  }

  /** What the kernel says about it; empty if it is gone, expired or revoked. */
  public Optional<Description> describe() {
    KeyctlLibrary.load();
    try {
      String[] word =
          new String(KeyctlLibrary.describe(serial), StandardCharsets.UTF_8).split(";", 5);
      return Optional.of(
          new Description(
              word[0], Long.parseLong(word[1]), Integer.parseUnsignedInt(word[3], 16), word[4]));
    } catch (KeyringException.Gone e) {
      return Optional.empty();
    }
  }

  /** The length of the contents in bytes. */
  public int length() {
    return KeyctlLibrary.read(serial, ByteBuffer.allocateDirect(0));
  }

  /**
   * Reads the contents into memory.
   *
   * @param to direct, from its position on; the position stays
   * @return how many bytes there are; if that is more than there is room for, none was read
   */
  public int read(ByteBuffer to) {
    return KeyctlLibrary.read(serial, to);
  }

  /** The contents, which are no secret. */
  public byte[] readPublic() {
    return KeyctlLibrary.read(serial);
  }

  /** Lifetime from now in seconds, an unsigned 32-bit number; 0 for no limit. */
  public void setTimeout(int seconds) {
    KeyctlLibrary.setTimeout(serial, seconds);
  }

  /**
   * Takes it from one keyring to another.
   *
   * @param replace whether a key of the same type and description there makes room for it, in one
   *     step; else that is a failure
   */
  public void move(int from, int to, boolean replace) {
    KeyctlLibrary.move(serial, from, to, replace);
  }

  private static byte[] bytes(String description) {
    return description.getBytes(StandardCharsets.UTF_8);
  }
}
