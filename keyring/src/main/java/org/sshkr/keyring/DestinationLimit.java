package org.sshkr.keyring;

import org.sshkr.ssh.wire.Blob;

/** A limit to where a key may be used. */
public sealed interface DestinationLimit {
  /**
   * The hosts and users that are permitted.
   *
   * @param constraints the contents of the constraint extension
   *     restrict-destination-v00@openssh.com (OpenSSH's PROTOCOL.agent)
   */
  record Permitted(Blob constraints) implements DestinationLimit {
    @Override
    public byte[] contents() {
      return constraints.toByteArray();
    }
  }

  /** A limit that can no longer be read: nothing is permitted. */
  record Unreadable() implements DestinationLimit {
    @Override
    public byte[] contents() {
      throw new IllegalArgumentException("unreadable destinations have no contents");
    }
  }

  /**
   * The contents that a keyring records.
   *
   * @throws IllegalArgumentException if the limit can't be read
   */
  byte[] contents();

  /** The limit with these contents. */
  static DestinationLimit of(byte[] contents) {
    return new Permitted(Blob.copyOf(contents));
  }
}
