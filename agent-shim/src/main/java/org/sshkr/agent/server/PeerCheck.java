package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.sshkr.process.CurrentProcess;
import org.sshkr.process.PeerCredentials;

/** Decides who may talk to the agent. */
public interface PeerCheck {
  /** The peer of {@code channel}; throws, with the reason for the log, if it may not. */
  PeerCredentials admit(SocketChannel channel) throws IOException;

  /**
   * The user of this process, and root, who needs no agent to act as any user: what OpenSSH's agent
   * admits. The socket's mode keeps others out already; this holds where the path is shared by
   * mistake.
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
