package org.sshkr.ssh.constraint;

import java.util.ArrayList;
import java.util.List;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * All the permitted steps of a key, any of which is enough: PROTOCOL.agent, section 2. In an add
 * request, a constrained key has {@code byte 255, string} {@link #NAME}{@code , string} payload;
 * this class decodes and encodes the payload. A decoded payload encodes to the same bytes.
 *
 * @param constraints 1 to 1024; with none, a key could be used anywhere
 */
public record DestinationConstraints(List<DestinationConstraint> constraints) {
  /** The constraint extension's name. */
  public static final String NAME = "restrict-destination-v00@openssh.com";

  /** AGENT_MAX_DEST_CONSTRAINTS. */
  public static final int MAX = 1024;

  /**
   * Creates the constraints of a key.
   *
   * @throws WireFormatException if there are none or too many
   */
  public DestinationConstraints {
    constraints = List.copyOf(constraints);
    if (constraints.isEmpty()) {
      throw new WireFormatException("destination constraint names no destination");
    }
    if (constraints.size() > MAX) {
      throw tooMany();
    }
  }

  /**
   * Reads the payload.
   *
   * @throws WireFormatException if it is malformed, incomplete, or asks for something unknown; the
   *     key must then not be added
   */
  public static DestinationConstraints decode(byte[] payload) {
    WireReader in = new WireReader(payload);
    List<DestinationConstraint> constraints = new ArrayList<>();
    while (in.remaining() > 0) {
      if (constraints.size() == MAX) {
        throw tooMany();
      }
      constraints.add(DestinationConstraint.read(in));
    }
    return new DestinationConstraints(constraints);
  }

  /** The payload. */
  public byte[] encode() {
    WireWriter out = new WireWriter();
    constraints.forEach(constraint -> out.writeString(constraint.encode()));
    return out.toByteArray();
  }

  private static WireFormatException tooMany() {
    return new WireFormatException("more than " + MAX + " destination constraints");
  }
}
