package org.sshkr.agent.protocol;

import org.sshkr.wire.Blob;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * SSH_AGENT_SIGN_RESPONSE: byte 14, string signature. RFC 9987, section 3.6. The signature is
 * itself string algorithm, string signature bytes (RFC 8332, section 3).
 */
public record SignResponse(String algorithm, Blob signature) implements Response {
  static final int TYPE = 14;

  static SignResponse decode(WireReader in) {
    WireReader signature = in.readNested();
    SignResponse response =
        new SignResponse(signature.readText(), Blob.copyOf(signature.readString()));
    signature.expectEnd();
    return response;
  }

  @Override
  public byte[] encode() {
    byte[] nested =
        new WireWriter().writeText(algorithm).writeString(signature.toByteArray()).toByteArray();
    return new WireWriter().writeByte(TYPE).writeString(nested).toByteArray();
  }
}
