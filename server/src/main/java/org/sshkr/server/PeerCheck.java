package org.sshkr.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.sshkr.process.CurrentProcess;
import org.sshkr.process.PeerCredentials;

/** Decides which processes may talk to the agent. */
public interface PeerCheck {
  /**
   * Returns the peer of {@code channel}; throws, with the reason for the log, if the peer may not
   * connect.
   */
  PeerCredentials admit(SocketChannel channel) throws IOException;

  /**
   * Admits, like OpenSSH's agent, the user of this process and root, who needs no agent to act as
   * any user. The socket's mode already keeps others out; this check holds where the path is shared
   * by mistake.
   */
  static PeerCheck sameUserOrRoot() {
    long own = CurrentProcess.effectiveUid();
    return channel -> {
      PeerCredentials peer = PeerCredentials.of(channel);
      if (peer.uid() != own && peer.uid() != 0) {
        throw new IOException("user " + peer.uid() + " is not user " + own);
      }
      return peer;
    };
  }
}
