package org.sshkr.agent.protocol;

import java.util.Arrays;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * SSH_AGENTC_UNLOCK: byte 23, string passphrase. RFC 9987, section 3.7. The passphrase is the
 * caller's, who closes this once it has been used.
 */
public final class Unlock implements Request, AutoCloseable {
  static final int TYPE = 23;

  private final byte[] passphrase;

  /** Takes over {@code passphrase}, which {@link #close} wipes. */
  public Unlock(byte[] passphrase) {
    this.passphrase = passphrase;
  }

  static Unlock decode(WireReader in) {
    return new Unlock(in.readString());
  }

  /** The bytes themselves, until {@link #close}. */
  public byte[] passphrase() {
    return passphrase;
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] encode() {
    return new WireWriter().writeByte(TYPE).writeString(passphrase).toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Unlock same && Arrays.equals(passphrase, same.passphrase);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(passphrase);
  }

  @Override
  public String toString() {
    return "Unlock[]";
  }

  @Override
  public void close() {
    Arrays.fill(passphrase, (byte) 0);
  }
}
