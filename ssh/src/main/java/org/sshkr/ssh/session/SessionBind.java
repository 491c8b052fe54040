package org.sshkr.ssh.session;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The contents of the extension {@code session-bind@openssh.com}: string host key, string session
 * identifier, string signature, bool is_forwarding. PROTOCOL.agent, section 1.
 *
 * @param hostKey public key blob or certificate of the server
 * @param sessionId exchange hash of the first key exchange (RFC 4253, section 7.2), 1 to 128 bytes
 * @param signature the server's, of the session identifier: string algorithm, then the algorithm's
 *     fields
 * @param forwarding whether the agent is being forwarded to that server, rather than used to
 *     authenticate to it
 */
public record SessionBind(Blob hostKey, Blob sessionId, Blob signature, boolean forwarding) {
  /** The extension's name. */
  public static final String NAME = "session-bind@openssh.com";

  /** AGENT_MAX_SID_LEN. */
  private static final int MAX_SESSION_ID = 128;

  /**
   * Creates a bind.
   *
   * @throws WireFormatException if the session identifier is empty or too long
   */
  public SessionBind {
    if (sessionId.length() == 0 || sessionId.length() > MAX_SESSION_ID) {
      throw new WireFormatException("session identifier of " + sessionId.length() + " bytes");
    }
  }

  /**
   * Reads the contents after the extension's name.
   *
   * @throws WireFormatException if they end early or late, or break a rule
   */
  public static SessionBind decode(Blob contents) {
    WireReader in = new WireReader(contents.toByteArray());
    SessionBind bind =
        new SessionBind(
            Blob.copyOf(in.readString()),
            Blob.copyOf(in.readString()),
            Blob.copyOf(in.readString()),
            in.readBoolean());
    in.expectEnd();
    return bind;
  }

  /** The contents after the extension's name. */
  public Blob encode() {
    return Blob.copyOf(
        new WireWriter()
            .writeString(hostKey.toByteArray())
            .writeString(sessionId.toByteArray())
            .writeString(signature.toByteArray())
            .writeBoolean(forwarding)
            .toByteArray());
  }
}
