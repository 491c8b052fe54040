package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.sshkr.ssh.key.FingerprintHash;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Keys of type user that hold what does not fit into an identity's description: a certificate, or
 * the contents of a destination constraint. The description names one by its contents, so that what
 * is read is what was meant, or nothing. Its methods run on a {@link PossessionThreads possession
 * thread}.
 */
final class Companions {
  /** What the descriptions of all keys begin with that are this program's and no identities. */
  static final String PREFIX = "ssh-kr:";

  /** Its possessor may view, read and find it; nobody may change it. */
  private static final int PUBLISHED = 0x0b000000;

  /**
   * The keyring of kernel keys that serve certificates beside one that serves the key by itself. An
   * older version, which expects one kernel key for each public key, does not look into it.
   */
  static final String CERTIFIED = PREFIX + "certified";

  private static final String CERTIFICATE_ONLY = PREFIX + "certificate-only:";
  private static final String CERTIFICATE = PREFIX + "certificate:";
  private static final String DESTINATIONS = PREFIX + "destinations:";

  private Companions() {}

  /** {@code ssh-kr:certificate:} and the fingerprint of all of the certificate. */
  static String certificateName(byte[] certificate) {
    return CERTIFICATE + FingerprintHash.SHA256.of(certificate);
  }

  /**
   * {@code ssh-kr:destinations:}, the contents' fingerprint, a colon and the key's: each key has
   * its own, whose lifetime is the key's.
   */
  static String destinationsName(SshPublicKey key, byte[] contents) {
    return DESTINATIONS + FingerprintHash.SHA256.of(contents) + ":" + key.fingerprint();
  }

  /**
   * The name of a mark, without contents that matter, that the key by itself was removed: its
   * kernel key stays for the certificates.
   */
  static String certificateOnlyName(SshPublicKey key) {
    return CERTIFICATE_ONLY + key.fingerprint();
  }

  static boolean isCertificate(String name) {
    return name.startsWith(CERTIFICATE);
  }

  /** Whether this is the name of destinations of {@code key}, whatever they are. */
  static boolean isDestinationsOf(SshPublicKey key, String name) {
    return name.startsWith(DESTINATIONS) && name.endsWith(":" + key.fingerprint());
  }

  /**
   * Links a key with these contents to {@code keyring}, whole or not at all, in place of one of the
   * same name.
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

  /** The contents of the one called {@code name}; empty if there is none in {@code keyring}. */
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
