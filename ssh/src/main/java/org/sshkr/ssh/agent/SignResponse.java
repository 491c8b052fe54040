package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * SSH_AGENT_SIGN_RESPONSE: byte 14, string signature. RFC 9987, section 3.6. The signature is
 * itself string algorithm, string signature bytes (RFC 8332, section 3), and for a security key
 * {@code rest}.
 *
 * @param rest byte flags, uint32 counter of a security key (OpenSSH's PROTOCOL.u2f); empty for
 *     other keys
 */
public record SignResponse(String algorithm, Blob signature, Blob rest) implements Response {
  static final int TYPE = 14;

  /** Creates the response for a key that is not a security key. */
  public SignResponse(String algorithm, Blob signature) {
    this(algorithm, signature, Blob.copyOf(new byte[0]));
  }

  /**
   * The answer with a whole signature.
   *
   * @param signature string algorithm, string signature bytes, and more of a security key
   * @throws WireFormatException if it is anything else
   */
  public static SignResponse of(byte[] signature) {
    return read(new WireReader(signature));
  }

  static SignResponse decode(WireReader in) {
    return read(in.readNested());
  }

  private static SignResponse read(WireReader signature) {
    return new SignResponse(
        signature.readText(),
        Blob.copyOf(signature.readString()),
        Blob.copyOf(signature.readRest()));
  }

  @Override
  public byte[] encode() {
    byte[] nested =
        new WireWriter()
            .writeText(algorithm)
            .writeString(signature.toByteArray())
            .writeRaw(rest.toByteArray())
            .toByteArray();
    return new WireWriter().writeByte(TYPE).writeString(nested).toByteArray();
  }
}
