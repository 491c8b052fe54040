package org.sshkr.ssh.constraint;

import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A permitted step of a key from one host to the next: string from, string to, string reserved
 * (empty). OpenSSH wraps each hop in a string (authfd.c, encode_dest_constraint), which
 * PROTOCOL.agent does not show.
 *
 * @param from the host from which the key is used, through a forwarded agent; {@link Hop#ORIGIN}
 *     for the agent's own host. It names no user.
 * @param to the host and user to which the key may authenticate; it has a name and a key
 */
public record DestinationConstraint(Hop from, Hop to) {
  /**
   * Creates a constraint.
   *
   * @throws WireFormatException if a hop is incomplete
   */
  public DestinationConstraint {
    if (!from.user().isEmpty()) {
      throw new WireFormatException("source of a destination constraint names a user");
    }
    if (from.host().isEmpty() != from.keys().isEmpty()) {
      throw new WireFormatException("source of a destination constraint lacks its name or keys");
    }
    if (to.host().isEmpty() || to.keys().isEmpty()) {
      throw new WireFormatException("destination constraint lacks a host name or its keys");
    }
  }

  static DestinationConstraint read(WireReader in) {
    WireReader fields = in.readNested();
    Hop from = Hop.read(fields.readNested());
    Hop to = Hop.read(fields.readNested());
    readReserved(fields);
    fields.expectEnd();
    return new DestinationConstraint(from, to);
  }

  /**
   * Checks that the reserved field is empty: an agent can't honour a constraint that it does not
   * understand.
   */
  static void readReserved(WireReader in) {
    if (in.readString().length > 0) {
      throw new WireFormatException("destination constraint of an unknown kind");
    }
  }

  byte[] encode() {
    return new WireWriter()
        .writeString(from.encode())
        .writeString(to.encode())
        .writeText("")
        .toByteArray();
  }
}
