package org.sshkr.agent;

import java.time.InstantSource;
import org.sshkr.process.PeerCredentials;
import org.sshkr.ssh.session.BoundSessions;

/**
 * One connection to the agent. Its requests are answered one after the other, so its parts need not
 * be safe for use by several threads at once.
 *
 * @param peer the process at the other end
 * @param command that process's name when it connected: it may be gone before its request is logged
 * @param sessions that the connection is bound to
 */
public record Client(PeerCredentials peer, String command, BoundSessions sessions) {
  /** Creates a client for a new connection. */
  public Client(PeerCredentials peer) {
    this(peer, ProcessChain.name(peer.pid()), new BoundSessions(InstantSource.system()));
  }

  /** The client's name in the log. */
  @Override
  public String toString() {
    return command + ", pid " + peer.pid() + ", uid " + peer.uid();
  }
}
