package org.sshkr.keyring;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * libkeyutils: keyctl(3) and add_key(2), directly mapped. Each method here is one call of the
 * library; an error number becomes a {@link KeyringException} in {@link #check} and nowhere else.
 * Which keys a call may touch depends on what the calling thread possesses (keyrings(7)), so only
 * {@link PossessionThreads} calls it.
 */
final class KeyctlLibrary {
  /** Special ids of keyctl(2). */
  static final int THREAD_KEYRING = -1;

  static final int PROCESS_KEYRING = -2;

  static final int SESSION_KEYRING = -3;
  static final int USER_KEYRING = -4;
  static final int USER_SESSION_KEYRING = -5;

  static final String ASYMMETRIC = "asymmetric";

  static final String KEYRING = "keyring";

  /** A key type that holds up to 32767 bytes, which its possessor may read. */
  static final String USER = "user";

  /** Selects the bare private or public operation, m^d mod n and m^e mod n: crypto/rsa.c. */
  static final String RAW = "enc=raw";

  private static final int CURRENT_USER = -1;

  /** The result of keyctl_pkey_query: struct keyctl_pkey_query in include/uapi/linux/keyctl.h. */
  record PkeyInfo(int supportedOperations, int keyBits) {
    private static final int CAN_SIGN = 4; // KEYCTL_SUPPORTS_SIGN

    boolean canSign() {
      return (supportedOperations & CAN_SIGN) != 0;
    }
  }

  private static boolean loaded;

  private KeyctlLibrary() {}

  /** The libkeyutils functions under their own names. */
  private static final class Functions {
    static native int add_key(
        String type, byte[] description, ByteBuffer payload, long length, int keyring);

    static native long keyctl_search(int keyring, String type, byte[] description, int destination);

    static native long keyctl_describe(int key, byte[] buffer, long length);

    static native long keyctl_read(int key, byte[] buffer, long length);

    static native long keyctl_read(int key, ByteBuffer buffer, long length);

    static native long keyctl_move(int key, int from, int to, int flags);

    static native long keyctl_link(int key, int keyring);

    static native long keyctl_unlink(int key, int keyring);

    static native long keyctl_setperm(int key, int permissions);

    static native long keyctl_set_timeout(int key, int seconds);

    static native long keyctl_invalidate(int key);

    static native long keyctl_get_persistent(int uid, int keyring);

    static native int keyctl_get_keyring_ID(int keyring, int create);

    static native long keyctl_pkey_query(int key, String info, int[] result);

    static native long keyctl_pkey_sign(
        int key, String info, byte[] data, long dataLength, byte[] out, long outLength);

    static native long keyctl_pkey_decrypt(
        int key, String info, byte[] data, long dataLength, byte[] out, long outLength);

    static native long keyctl_pkey_encrypt(
        int key, String info, byte[] data, long dataLength, byte[] out, long outLength);
  }

  /**
   * Binds the library; to be called before any other method here. A static initializer would not
   * do: Java would wrap the exception in an error without its message.
   *
   * @throws KeyringException.Unavailable if the library is missing
   */
  static synchronized void load() {
    if (!loaded) {
      bind("libkeyutils.so.1");
      loaded = true;
    }
  }

  static void bind(String library) {
    try {
      Native.register(Functions.class, library);
    } catch (UnsatisfiedLinkError e) {
      throw new KeyringException.Unavailable(
          "the library "
              + library
              + " is missing; install it with: sudo apt-get install libkeyutils1");
    }
  }

  /**
   * Adds a key of type asymmetric and links it to {@code keyring}, where it replaces one of the
   * same description.
   */
  static int add(byte[] description, SecretBytes payload, int keyring) {
    return (int)
        check(
            "add the key",
            Functions.add_key(
                ASYMMETRIC, terminated(description), payload.memory(), payload.length(), keyring));
  }

  /** Adds a key of type user, or replaces the contents of one of the same description. */
  static int addUser(byte[] description, byte[] contents, int keyring) {
    ByteBuffer payload = ByteBuffer.allocateDirect(contents.length).put(contents).flip();
    return (int)
        check(
            "add to the key",
            Functions.add_key(USER, terminated(description), payload, contents.length, keyring));
  }

  /**
   * Adds a key of type user whose contents are secret.
   *
   * @param contents direct, between position and limit; at least one byte
   */
  static int addUser(byte[] description, ByteBuffer contents, int keyring) {
    return (int)
        check(
            "add the key",
            Functions.add_key(
                USER, terminated(description), contents, contents.remaining(), keyring));
  }

  /** Adds an empty keyring to {@code keyring}, in place of one of the same description. */
  static int addKeyring(byte[] description, int keyring) {
    return (int)
        check(
            "add a keyring", Functions.add_key(KEYRING, terminated(description), null, 0, keyring));
  }

  /** Whether there is a key of this type and description in {@code keyring} or below. */
  static boolean exists(int keyring, String type, byte[] description) {
    return Functions.keyctl_search(keyring, type, terminated(description), 0) >= 0
        || !Errno.meansNone(Native.getLastError());
  }

  /** The contents of a key of type user. */
  static byte[] read(int key) {
    byte[] buffer = new byte[2048];
    while (true) {
      int length = (int) check("read the key", Functions.keyctl_read(key, buffer, buffer.length));
      if (length <= buffer.length) {
        return Arrays.copyOf(buffer, length);
      }
      buffer = new byte[length];
    }
  }

  /**
   * Reads the contents of a key of type user into memory of the caller's.
   *
   * @param to direct, from its position on
   * @return how many bytes there are; if that is more than {@code to} has room for, none was read
   */
  static int read(int key, ByteBuffer to) {
    return (int) check("read the key", Functions.keyctl_read(key, to, to.remaining()));
  }

  /** The serial of the key of this type and description in {@code keyring} or below. */
  static int search(int keyring, String type, byte[] description) {
    return (int)
        check("find the key", Functions.keyctl_search(keyring, type, terminated(description), 0));
  }

  /**
   * {@code type;uid;gid;permissions;description}, the permissions in hexadecimal, without the final
   * NUL.
   */
  static byte[] describe(int key) {
    byte[] buffer = new byte[1024];
    while (true) {
      int length =
          (int) check("describe the key", Functions.keyctl_describe(key, buffer, buffer.length));
      if (length <= buffer.length) {
        return Arrays.copyOf(buffer, length - 1);
      }
      buffer = new byte[length];
    }
  }

  static boolean isKeyring(int key) {
    return new String(describe(key), StandardCharsets.UTF_8).startsWith(KEYRING + ";");
  }

  /** The serials of the keys that are linked to {@code keyring}, in the kernel's order. */
  static int[] readKeyring(int keyring) {
    byte[] read = read(keyring);
    int[] serials = new int[read.length / Integer.BYTES];
    ByteBuffer.wrap(read).order(ByteOrder.nativeOrder()).asIntBuffer().get(serials);
    return serials;
  }

  static void link(int key, int keyring) {
    check("link the key to the keyring", Functions.keyctl_link(key, keyring));
  }

  /**
   * Takes a key from one keyring to another.
   *
   * @param replace whether a key of the same type and description there makes room for it, in one
   *     step; else that is a failure
   */
  static void move(int key, int from, int to, boolean replace) {
    int exclusive = 1; // KEYCTL_MOVE_EXCL
    check("move the key", Functions.keyctl_move(key, from, to, replace ? 0 : exclusive));
  }

  static void unlink(int key, int keyring) {
    check("remove the key", Functions.keyctl_unlink(key, keyring));
  }

  /** Sets the permission mask, as in keyctl_setperm(3). */
  static void setPermissions(int key, int mask) {
    check("set the key's permissions", Functions.keyctl_setperm(key, mask));
  }

  /** Sets the lifetime from now in seconds, an unsigned 32-bit number; 0 removes it. */
  static void setTimeout(int key, int seconds) {
    check("set the key's lifetime", Functions.keyctl_set_timeout(key, seconds));
  }

  static void invalidate(int key) {
    check("invalidate the key", Functions.keyctl_invalidate(key));
  }

  /**
   * Links the user's persistent keyring to {@code keyring}, restarts its expiry and returns its
   * serial.
   */
  static int persistent(int keyring) {
    return (int)
        check(
            "open the persistent keyring", Functions.keyctl_get_persistent(CURRENT_USER, keyring));
  }

  /** The serial of a special id; creates the keyring if it does not exist. */
  static int resolve(int specialId) {
    return (int) check("open the keyring", Functions.keyctl_get_keyring_ID(specialId, 1));
  }

  /**
   * The serial of the session keyring. For a process without one it is the user-session keyring
   * (keyrings(7)): asked to create it, the kernel would make one that ends with the thread
   * (lookup_user_key in security/keys/process_keys.c).
   */
  static int session() {
    return (int) check("open the keyring", Functions.keyctl_get_keyring_ID(SESSION_KEYRING, 0));
  }

  static PkeyInfo query(int key) {
    // uint32 supported_ops, uint32 key_size, 4 * uint16 limits, 10 * uint32 spare: 56 bytes
    int[] result = new int[14];
    check("query the key", Functions.keyctl_pkey_query(key, "enc=pkcs1 hash=sha256", result));
    return new PkeyInfo(result[0], result[1]);
  }

  /**
   * Returns a padded signature of {@code digest}.
   *
   * @param size the modulus length in bytes. It must be exact: the kernel ignores a shorter length
   *     and writes past the end of the buffer (crypto/asymmetric_keys/asymmetric_type.c).
   */
  static byte[] sign(int key, String info, byte[] digest, int size) {
    byte[] out = new byte[size];
    check("sign", Functions.keyctl_pkey_sign(key, info, digest, digest.length, out, size));
    return out;
  }

  /** Returns block^d mod n, big-endian; {@code block} must be exactly as long as the modulus. */
  static byte[] rawPrivateOperation(int key, byte[] block) {
    byte[] out = new byte[block.length];
    check("sign", Functions.keyctl_pkey_decrypt(key, RAW, block, block.length, out, out.length));
    return out;
  }

  /** Returns block^e mod n, big-endian; {@code block} must be exactly as long as the modulus. */
  static byte[] rawPublicOperation(int key, byte[] block) {
    byte[] out = new byte[block.length];
    check(
        "raise to the public exponent",
        Functions.keyctl_pkey_encrypt(key, RAW, block, block.length, out, out.length));
    return out;
  }

  private static long check(String operation, long result) {
    if (result < 0) {
      throw Errno.toException(operation, Native.getLastError());
    }
    return result;
  }

  private static byte[] terminated(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }
}
