package org.sshkr.keyring;

import java.time.Duration;

/**
 * Questions about the kernel's keyrings whose answers change none of them: what a diagnosis asks.
 * Every method throws a {@link KeyringException} that says what is lacking.
 */
public interface KeyringProbe {
  /**
   * Finds the library that calls the kernel.
   *
   * @throws KeyringException.Unavailable if it is missing
   */
  void findLibrary();

  /**
   * Makes a keyring for a thread that ends with this call.
   *
   * @throws KeyringException.Unavailable if the kernel has no keyrings, or the call is forbidden
   */
  void findSystemCalls();

  /**
   * Offers the kernel a key that it must refuse, which it does in one way if it knows keys of type
   * asymmetric.
   *
   * @throws KeyringException.Unavailable if it does not, or the call is forbidden here
   */
  void findKeyType();

  /**
   * Signs once with {@code key} in the keyring of a thread that ends with this call.
   *
   * @return how long the signature took, without the loading
   */
  Duration sign(PrivateKey key);

  /**
   * Looks a keyring up as signing does, from a thread that ends with this call. Not for a
   * persistent keyring: that would restart its expiry, and create one that does not exist.
   */
  void possess(KeyringSelector selector);

  /** Whether the keyring is locked. Looks it up as {@link #possess} does. */
  boolean isLocked(KeyringSelector selector);

  /**
   * The session keyring of this process, {@code keyring;UID;GID;PERMISSIONS;NAME}. Where the
   * process has none, the kernel takes the user-session keyring in its place, and makes that if it
   * does not exist: not to be called where the user has no keyring at all.
   */
  String describeSession();
}
