package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;

/**
 * How a client limits the use of the key that it adds: RFC 9987, section 3.2.7, and OpenSSH's
 * PROTOCOL.agent.
 *
 * @param lifetime of at least a second; empty for no limit
 * @param confirm whether the user must agree to each signature
 * @param destinations the contents of restrict-destination-v00@openssh.com, which have been decoded
 *     once
 */
public record RequestedConstraints(
    Optional<Duration> lifetime, boolean confirm, Optional<Blob> destinations) {
  /** The key may be used for anything, for ever. */
  public static final RequestedConstraints NONE =
      new RequestedConstraints(Optional.empty(), false, Optional.empty());

  private static final int LIFETIME = 1;
  private static final int CONFIRM = 2;
  private static final int EXTENSION = 255;

  /**
   * Reads all that is left.
   *
   * @throws KeyFileException if one comes twice or is not known here: "the agent MUST NOT add the
   *     key" then
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
