package org.sshkr.keyring;

import org.sshkr.ssh.wire.Blob;

/** Where a key may be used, if not anywhere. */
public sealed interface DestinationLimit {
  /**
   * The hosts and users that are permitted.
   *
   * @param constraints the contents of the constraint extension
   *     restrict-destination-v00@openssh.com (OpenSSH's PROTOCOL.agent)
   */
  record Permitted(Blob constraints) implements DestinationLimit {}

  /** There is a limit, but nobody can read it any more: nothing is permitted. */
  record Unreadable() implements DestinationLimit {}

  /**
   * What a keyring records.
   *
   * @throws IllegalArgumentException if nobody can read it
   */
  default byte[] contents() {
    if (this instanceof Permitted permitted) {
      return permitted.constraints().toByteArray();
    }
    throw new IllegalArgumentException("destinations that nobody can read");
  }

  /** The limit with these contents. */
  static DestinationLimit of(byte[] contents) {
    return new Permitted(Blob.copyOf(contents));
  }
}
