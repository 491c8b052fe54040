package org.sshkr.ssh.agent;

import java.util.List;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * SSH_AGENT_EXTENSION_RESPONSE: byte 29, string name, then contents that depend on the name. RFC
 * 9987, section 3.8.
 */
public record ExtensionResponse(String name, Blob contents) implements Response {
  static final int TYPE = 29;

  /** The answer to the extension "query": a string for each extension. RFC 9987, section 3.8.1. */
  public static ExtensionResponse ofQuery(List<String> extensions) {
    WireWriter names = new WireWriter();
    extensions.forEach(names::writeText);
    return new ExtensionResponse(Extension.QUERY, Blob.copyOf(names.toByteArray()));
  }

  static ExtensionResponse decode(WireReader in) {
    return new ExtensionResponse(in.readText(), Blob.copyOf(in.readRest()));
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
