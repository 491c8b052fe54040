package org.sshkr.constraint;

import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * A key by which a hop is known: string key blob, bool is a CA.
 *
 * @param blob a plain public key of a type that OpenSSH knows; never a certificate, which names its
 *     host through its CA
 * @param isCa whether it signs the host's certificates, rather than being the host's own
 */
public record HostKey(Blob blob, boolean isCa) {
  /**
   * A key.
   *
   * @throws WireFormatException if the blob is not a plain public key
   */
  public HostKey {
    HostKeyFormat.check(blob);
  }

  static HostKey read(WireReader in) {
    return new HostKey(Blob.copyOf(in.readString()), in.readBoolean());
  }

  void write(WireWriter out) {
    out.writeString(blob.toByteArray()).writeBoolean(isCa);
  }
}
