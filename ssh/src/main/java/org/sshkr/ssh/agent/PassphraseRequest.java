package org.sshkr.ssh.agent;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A request that is a type byte and a string, the passphrase: RFC 9987, section 3.7. The caller
 * owns the passphrase and closes the request after use.
 */
public abstract sealed class PassphraseRequest implements Request, AutoCloseable
    permits Lock, Unlock {
  private final int type;
  private final byte[] passphrase;

  PassphraseRequest(int type, byte[] passphrase) {
    this.type = type;
    this.passphrase = passphrase;
  }

  /** The bytes themselves, not a copy; {@link #close} wipes them. */
  public final byte[] passphrase() {
    return passphrase;
  }

  @Override
  public final int type() {
    return type;
  }

  /** The message, with a copy of the passphrase, which the caller wipes; there is no other copy. */
  @Override
  public final byte[] encode() {
    return ByteBuffer.allocate(1 + Integer.BYTES + passphrase.length)
        .put((byte) type)
        .putInt(passphrase.length)
        .put(passphrase)
        .array();
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof PassphraseRequest same
        && type == same.type
        && Arrays.equals(passphrase, same.passphrase);
  }

  @Override
  public final int hashCode() {
    return 31 * type + Arrays.hashCode(passphrase);
  }

  /** The name of the request, without its passphrase. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[]";
  }

  @Override
  public final void close() {
    Arrays.fill(passphrase, (byte) 0);
  }
}
