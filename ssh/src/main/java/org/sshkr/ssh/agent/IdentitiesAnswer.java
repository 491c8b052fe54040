package org.sshkr.ssh.agent;

import java.util.ArrayList;
import java.util.List;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * SSH_AGENT_IDENTITIES_ANSWER: byte 12, uint32 count, then for each key string key blob, string
 * comment. RFC 9987, section 3.5.
 */
public record IdentitiesAnswer(List<Identity> identities) implements Response {
  static final int TYPE = 12;

  /** The shortest identity, in bytes: two empty strings. */
  private static final int MIN_IDENTITY_LENGTH = 8;

  /**
   * One key that the agent can use.
   *
   * @param key public key blob, of any type
   * @param comment in UTF-8 on the wire
   */
  public record Identity(Blob key, String comment) {}

  public IdentitiesAnswer {
    identities = List.copyOf(identities);
  }

  static IdentitiesAnswer decode(WireReader in) {
    long count = in.readUint32();
    if (count > in.remaining() / MIN_IDENTITY_LENGTH) {
      throw new WireFormatException("more identities announced than bytes sent");
    }
    List<Identity> identities = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      identities.add(new Identity(Blob.copyOf(in.readString()), in.readText()));
    }
    return new IdentitiesAnswer(identities);
  }

  @Override
  public byte[] encode() {
    WireWriter out = new WireWriter().writeByte(TYPE).writeUint32(identities.size());
    for (Identity identity : identities) {
      out.writeString(identity.key().toByteArray()).writeText(identity.comment());
    }
    return out.toByteArray();
  }
}
