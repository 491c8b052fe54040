package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

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

  /**
   * The algorithm that the flags ask for if the key is an RSA key: RFC 9987, section 3.6.1. With
   * both flags, the one that OpenSSH's agent checks first; with none, the one with SHA-1.
   *
   * @throws WireFormatException if there are unknown flags
   */
  public String rsaAlgorithm() {
    if ((flags & ~(RSA_SHA2_256 | RSA_SHA2_512)) != 0) {
      throw new WireFormatException("asked to sign with unknown flags " + flags);
    }
    if ((flags & RSA_SHA2_256) != 0) {
      return "rsa-sha2-256";
    }
    return (flags & RSA_SHA2_512) != 0 ? "rsa-sha2-512" : "ssh-rsa";
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
