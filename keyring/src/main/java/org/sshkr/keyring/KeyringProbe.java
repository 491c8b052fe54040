package org.sshkr.keyring;

import java.time.Duration;

/**
 * Questions about the kernel's keyrings, for a diagnosis; asking them changes nothing. Every method
 * throws a {@link KeyringException} that says what is missing.
 */
public interface KeyringProbe {
  /**
   * Finds the library that calls the kernel.
   *
   * @throws KeyringException.Unavailable if it is missing
   */
  void findLibrary();

  /**
   * Creates a keyring for a thread that ends with this call.
   *
   * @throws KeyringException.Unavailable if the kernel has no keyrings, or the call is forbidden
   */
  void findSystemCalls();

  /**
   * Offers the kernel a key that it must refuse; how it does shows whether it knows keys of type
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
   * Looks up a keyring as signing does, on a thread that ends with this call. Not for a persistent
   * keyring: this would restart its expiry, or create it.
   */
  void possess(KeyringSelector selector);

  /** Whether the keyring is locked; looks it up like {@link #possess}. */
  boolean isLocked(KeyringSelector selector);

  /**
   * The session keyring of this process, {@code keyring;UID;GID;PERMISSIONS;NAME}. For a process
   * without one, the kernel uses the user-session keyring instead, and creates it if necessary: not
   * to be called if the user has no keyring at all.
   */
  String describeSession();
}
