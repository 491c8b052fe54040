package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;

/**
 * The limits that a client sets on the use of a key it adds (RFC 9987, section 3.2.7, and OpenSSH's
 * PROTOCOL.agent).
 *
 * @param lifetime the key's lifetime, at least a second; empty for no limit
 * @param confirm whether the user must confirm each signature
 * @param destinations the contents of restrict-destination-v00@openssh.com, known to be well-formed
 */
public record RequestedConstraints(
    Optional<Duration> lifetime, boolean confirm, Optional<Blob> destinations) {
  /** No limits: the key may be used for anything, forever. */
  public static final RequestedConstraints NONE =
      new RequestedConstraints(Optional.empty(), false, Optional.empty());

  private static final int LIFETIME = 1;
  private static final int CONFIRM = 2;
  private static final int EXTENSION = 255;

  /**
   * Reads constraints up to the end of the message.
   *
   * @throws KeyFileException if a constraint is repeated or unknown, since then "the agent MUST NOT
   *     add the key"
   */
  static RequestedConstraints read(WireReader in) throws KeyFileException {
    Optional<Duration> lifetime = Optional.empty();
    boolean confirm = false;
    Optional<Blob> destinations = Optional.empty();
    while (in.remaining() > 0) {
      int type = in.readByte();
      switch (type) {
        case LIFETIME -> {
          requireFirst(lifetime.isEmpty(), "lifetime");
          lifetime = Optional.of(readLifetime(in));
        }
        case CONFIRM -> {
          requireFirst(!confirm, "confirm");
          confirm = true;
        }
        case EXTENSION -> {
          String name = PrintableText.name(in.readString());
          if (!name.equals(DestinationConstraints.NAME)) {
            throw refuse("an unknown constraint, " + name);
          }
          requireFirst(destinations.isEmpty(), name);
          byte[] payload = in.readString();
          DestinationConstraints.decode(payload);
          destinations = Optional.of(Blob.copyOf(payload));
        }
        default -> throw refuse("an unknown constraint of type " + type);
      }
    }
    return new RequestedConstraints(lifetime, confirm, destinations);
  }

  private static Duration readLifetime(WireReader in) throws KeyFileException {
    long seconds = in.readUint32();
    if (seconds == 0) {
      throw refuse("a lifetime of 0 seconds");
    }
    return Duration.ofSeconds(seconds);
  }

  private static void requireFirst(boolean first, String constraint) throws KeyFileException {
    if (!first) {
      throw refuse("the same constraint twice, " + constraint);
    }
  }

  private static KeyFileException refuse(String what) {
    return new KeyFileException(Reason.UNSUPPORTED_ENCODING, "the client asks for " + what);
  }
}
