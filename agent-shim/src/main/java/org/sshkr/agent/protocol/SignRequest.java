package org.sshkr.agent.protocol;

import org.sshkr.wire.Blob;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * SSH_AGENTC_SIGN_REQUEST: byte 13, string key blob, string data, uint32 flags. RFC 9987, section
 * 3.6.
 *
 * @param key public key blob, of any type
 * @param data to be signed
 * @param flags {@link #RSA_SHA2_256}, {@link #RSA_SHA2_512}, or 0; others are reserved
 */
public record SignRequest(Blob key, Blob data, long flags) implements Request {
  /** SSH_AGENT_RSA_SHA2_256: RFC 9987, section 3.6.1. */
  public static final long RSA_SHA2_256 = 2;

  /** SSH_AGENT_RSA_SHA2_512: RFC 9987, section 3.6.1. */
  public static final long RSA_SHA2_512 = 4;

  static final int TYPE = 13;

  static SignRequest decode(WireReader in) {
    return new SignRequest(
        Blob.copyOf(in.readString()), Blob.copyOf(in.readString()), in.readUint32());
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] encode() {
    return new WireWriter()
        .writeByte(TYPE)
        .writeString(key.toByteArray())
        .writeString(data.toByteArray())
        .writeUint32(flags)
        .toByteArray();
  }
}
