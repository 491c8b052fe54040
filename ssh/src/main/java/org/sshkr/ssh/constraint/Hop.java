package org.sshkr.ssh.constraint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * One end of a permitted step: string user, string host, string reserved (empty), and keys to the
 * end.
 *
 * @param user pattern with {@code *} and {@code ?}, at most 256 bytes; empty for any user
 * @param host the name that the user gave, compared with the names in a certificate; empty only for
 *     the agent's own host
 * @param keys of the host, or of the CAs that vouch for it
 */
public record Hop(String user, String host, List<HostKey> keys) {
  /** AGENT_USER_CONSTRAINT_MAX_LEN. */
  private static final int MAX_USER_BYTES = 256;

  /** The agent's own host, where the first step starts. */
  public static final Hop ORIGIN = new Hop("", "", List.of());

  /**
   * Creates a hop.
   *
   * @throws WireFormatException if a name is malformed
   */
  public Hop {
    keys = List.copyOf(keys);
    if (user.indexOf(0) >= 0 || host.indexOf(0) >= 0) {
      throw new WireFormatException("name holds a NUL");
    }
    if (user.getBytes(StandardCharsets.UTF_8).length > MAX_USER_BYTES) {
      throw new WireFormatException("user pattern is longer than " + MAX_USER_BYTES + " bytes");
    }
  }

  static Hop read(WireReader in) {
    String user = in.readText();
    String host = in.readText();
    DestinationConstraint.readReserved(in);
    List<HostKey> keys = new ArrayList<>();
    while (in.remaining() > 0) {
      keys.add(HostKey.read(in));
    }
    return new Hop(user, host, keys);
  }

  byte[] encode() {
    WireWriter out = new WireWriter().writeText(user).writeText(host).writeText("");
    keys.forEach(key -> key.write(out));
    return out.toByteArray();
  }
}
