package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * SSH_AGENTC_EXTENSION: byte 27, string name, then contents that depend on the name. RFC 9987,
 * section 3.8.
 */
public record Extension(String name, Blob contents) implements Request {
  /** The name of the extension that lists the supported extensions. */
  public static final String QUERY = "query";

  static final int TYPE = 27;

  static Extension decode(WireReader in) {
    return new Extension(in.readText(), Blob.copyOf(in.readRest()));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] encode() {
    return new WireWriter()
        .writeByte(TYPE)
        .writeText(name)
        .writeRaw(contents.toByteArray())
        .toByteArray();
  }
}
