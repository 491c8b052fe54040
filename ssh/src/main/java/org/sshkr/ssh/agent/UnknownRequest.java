package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A request of a type that this agent does not implement; the answer is {@link Failure}: RFC 9987,
 * section 3.1.
 *
 * @param contents the bytes after the type byte
 */
public record UnknownRequest(int type, Blob contents) implements Request {
  @Override
  public byte[] encode() {
    return new WireWriter().writeByte(type).writeRaw(contents.toByteArray()).toByteArray();
  }
}
