package org.sshkr.agent;

import java.security.SecureRandom;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A random mark that an agent sends to the agent behind it, to see whether that leads back. An
 * agent that receives its own mark answers SUCCESS, each ssh-agent-kr on the way passes it on, and
 * relays that don't read messages (a forwarded agent, socat) pass it on anyway.
 *
 * @param bytes 16 random bytes of the process that asks; one string in the extension's contents
 */
record LoopMark(Blob bytes) {
  static final String NAME = "loop-check@ssh-kr";

  private static final int LENGTH = 16;

  /** Creates a mark of this process. */
  static LoopMark random() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return new LoopMark(Blob.copyOf(bytes));
  }

  /**
   * Reads the extension's contents.
   *
   * @throws org.sshkr.ssh.wire.WireFormatException if they end early or late
   */
  static LoopMark decode(Blob contents) {
    WireReader in = new WireReader(contents.toByteArray());
    LoopMark read = new LoopMark(Blob.copyOf(in.readString()));
    in.expectEnd();
    return read;
  }

  Extension encode() {
    byte[] contents = new WireWriter().writeString(bytes.toByteArray()).toByteArray();
    return new Extension(NAME, Blob.copyOf(contents));
  }
}
