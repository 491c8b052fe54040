package org.sshkr.console;

import org.sshkr.ssh.key.FingerprintHash;

/** The argument of {@code -E}. */
public final class HashOption {
  private HashOption() {}

  /**
   * Finds the hash that a user names, in upper or lower case.
   *
   * @throws UsageException if no hash has that name
   */
  public static FingerprintHash parse(String name) throws UsageException {
    return FingerprintHash.named(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "no hash is called " + name + "; choose md5, sha1, sha256, sha384 or sha512"));
  }
}
