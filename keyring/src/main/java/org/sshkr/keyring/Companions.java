package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.sshkr.ssh.key.FingerprintHash;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Keys of type user for data that does not fit into an identity's description: a certificate, or
 * the contents of a destination constraint. The description names a companion by the hash of its
 * contents, so the right contents are read, or none. Its methods run on a {@link PossessionThreads
 * possession thread}.
 */
final class Companions {
  /** The prefix of the descriptions of all our keys that are not identities. */
  static final String PREFIX = "ssh-kr:";

  /**
   * The permissions of a companion: its possessor may view, read and find it; nobody may change it.
   */
  private static final int PUBLISHED = 0x0b000000;

  /**
   * The keyring for kernel keys that serve certificates while another one serves the plain key. An
   * older version, which expects one kernel key for each public key, does not look into it.
   */
  static final String CERTIFIED = PREFIX + "certified";

  private static final String CERTIFICATE_ONLY = PREFIX + "certificate-only:";
  private static final String CERTIFICATE = PREFIX + "certificate:";
  private static final String DESTINATIONS = PREFIX + "destinations:";

  private Companions() {}

  /** The name {@code ssh-kr:certificate:} and the fingerprint of the whole certificate. */
  static String certificateName(byte[] certificate) {
    return CERTIFICATE + FingerprintHash.SHA256.of(certificate);
  }

  /**
   * The name {@code ssh-kr:destinations:}, the contents' fingerprint, a colon and the key's
   * fingerprint: each key has its own companion, which has the key's lifetime.
   */
  static String destinationsName(SshPublicKey key, byte[] contents) {
    return DESTINATIONS + FingerprintHash.SHA256.of(contents) + ":" + key.fingerprint();
  }

  /**
   * The name of a mark that the plain key was removed, while its kernel key stays for the
   * certificates. The mark's contents have no meaning.
   */
  static String certificateOnlyName(SshPublicKey key) {
    return CERTIFICATE_ONLY + key.fingerprint();
  }

  static boolean isCertificate(String name) {
    return name.startsWith(CERTIFICATE);
  }

  /** Whether {@code name} is that of destinations of {@code key}, whatever their contents. */
  static boolean isDestinationsOf(SshPublicKey key, String name) {
    return name.startsWith(DESTINATIONS) && name.endsWith(":" + key.fingerprint());
  }

  /**
   * Links a key with these contents to {@code keyring}, completely or not at all, and replaces one
   * with the same name.
   *
   * @param lifetime after which the kernel drops it; empty for no limit
   * @return its serial
   */
  static int publish(String name, byte[] contents, Optional<Duration> lifetime, int keyring) {
    byte[] description = name.getBytes(StandardCharsets.UTF_8);
    int serial = KeyctlLibrary.addUser(description, contents, KeyctlLibrary.THREAD_KEYRING);
    try {
      if (lifetime.isPresent()) {
        KeyctlLibrary.setTimeout(serial, KeyLifetime.seconds(lifetime.get()));
      }
      KeyctlLibrary.link(serial, keyring);
      KeyctlLibrary.setPermissions(serial, PUBLISHED);
    } finally {
      KeyctlLibrary.unlink(serial, KeyctlLibrary.THREAD_KEYRING);
    }
    return serial;
  }

  /** The contents of the companion {@code name}; empty if there is none in {@code keyring}. */
  static Optional<byte[]> read(String name, int keyring) {
    try {
      int serial =
          KeyctlLibrary.search(keyring, KeyctlLibrary.USER, name.getBytes(StandardCharsets.UTF_8));
      return Optional.of(KeyctlLibrary.read(serial));
    } catch (KeyringException.Gone | KeyringException.Denied e) {
      return Optional.empty();
    }
  }
}
