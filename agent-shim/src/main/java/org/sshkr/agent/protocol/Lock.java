package org.sshkr.agent.protocol;

import java.util.Arrays;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * SSH_AGENTC_LOCK: byte 22, string passphrase. RFC 9987, section 3.7. The passphrase is the
 * caller's, who closes this once it has been used.
 */
public final class Lock implements Request, AutoCloseable {
  static final int TYPE = 22;

  private final byte[] passphrase;

  /** Takes over {@code passphrase}, which {@link #close} wipes. */
  public Lock(byte[] passphrase) {
    this.passphrase = passphrase;
  }

  static Lock decode(WireReader in) {
    return new Lock(in.readString());
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
    return other instanceof Lock same && Arrays.equals(passphrase, same.passphrase);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(passphrase);
  }

  @Override
  public String toString() {
    return "Lock[]";
  }

  @Override
  public void close() {
    Arrays.fill(passphrase, (byte) 0);
  }
}
