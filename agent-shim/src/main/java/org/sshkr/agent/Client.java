package org.sshkr.agent;

import java.time.InstantSource;
import org.sshkr.process.PeerCredentials;
import org.sshkr.ssh.session.BoundSessions;

/**
 * One connection to the agent. Its requests are answered one after the other, so what it holds need
 * not be safe for use by several threads at once.
 *
 * @param peer the process at its other end
 * @param command that process's name when it connected: it may be gone before its request is logged
 * @param sessions that it is bound to
 */
public record Client(PeerCredentials peer, String command, BoundSessions sessions) {
  /** A connection that is new. */
  public Client(PeerCredentials peer) {
    this(peer, ProcessChain.name(peer.pid()), new BoundSessions(InstantSource.system()));
  }

  /** For the log. */
  @Override
  public String toString() {
    return command + ", pid " + peer.pid() + ", uid " + peer.uid();
  }
}
