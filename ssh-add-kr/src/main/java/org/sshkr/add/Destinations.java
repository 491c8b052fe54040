package org.sshkr.add;

import java.util.ArrayList;
import java.util.List;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The arguments of {@code -h}: {@code [user@]host} allows the key for logins from here to that
 * host, {@code source>[user@]host} for logins from a host that the agent is forwarded to. The keys
 * of the hosts come from known_hosts files. ssh-add.c, parse_dest_constraint.
 */
final class Destinations {
  private final KnownHosts knownHosts;

  Destinations(KnownHosts knownHosts) {
    this.knownHosts = knownHosts;
  }

  /**
   * Combines everything that the arguments permit.
   *
   * @param specifications at least one
   * @throws DestinationException if one is malformed, or names a host whose keys are not known
   */
  DestinationConstraints parse(List<String> specifications) throws DestinationException {
    List<DestinationConstraint> constraints = new ArrayList<>();
    for (String specification : specifications) {
      constraints.add(parse(specification));
    }
    try {
      return new DestinationConstraints(constraints);
    } catch (WireFormatException e) {
      throw new DestinationException(e.getMessage());
    }
  }

  private DestinationConstraint parse(String specification) throws DestinationException {
    int arrow = specification.indexOf('>');
    Hop from = arrow < 0 ? Hop.ORIGIN : source(specification, specification.substring(0, arrow));
    String to = specification.substring(arrow + 1);
    int at = to.lastIndexOf('@');
    try {
      return new DestinationConstraint(
          from, hop(specification, at < 0 ? "" : to.substring(0, at), to.substring(at + 1)));
    } catch (WireFormatException e) {
      throw invalid(specification, e.getMessage());
    }
  }

  private Hop source(String specification, String host) throws DestinationException {
    if (host.indexOf('@') >= 0) {
      throw invalid(specification, "name the user behind the '>' alone");
    }
    return hop(specification, "", host);
  }

  private Hop hop(String specification, String user, String written) throws DestinationException {
    String host =
        written.startsWith("[") && written.endsWith("]")
            ? written.substring(1, written.length() - 1)
            : written;
    if (host.isEmpty()) {
      throw invalid(specification, "a host is missing; write [user@]host or source>[user@]host");
    }
    List<HostKey> keys = knownHosts.lookUp(host);
    if (keys.isEmpty()) {
      throw new DestinationException(
          "no host keys found for destination "
              + quoted(host)
              + " in "
              + knownHosts
              + "; log in to it once with ssh, or name a file that has them with -H");
    }
    return new Hop(user, host, keys);
  }

  private static DestinationException invalid(String specification, String reason) {
    return new DestinationException(
        "invalid destination constraint " + quoted(specification) + ": " + reason);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
