package org.sshkr.ssh.constraint;

import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A key that identifies a hop: string key blob, bool is a CA.
 *
 * @param blob a plain public key of a type that OpenSSH knows; never a certificate, which names its
 *     host through its CA
 * @param isCa whether it signs the host's certificates, rather than being the host's own
 */
public record HostKey(Blob blob, boolean isCa) {
  private static final String DSA = "ssh-dss";
  private static final int DSA_NUMBERS = 4;

  /**
   * Creates a host key.
   *
   * @throws WireFormatException if the blob is not a plain public key
   */
  public HostKey {
    check(blob.toByteArray());
  }

  private static void check(byte[] blob) {
    WireReader in = new WireReader(blob);
    // from OpenSSH before version 10; no session is bound to such a key
    if (in.readText().equals(DSA)) {
      for (int i = 0; i < DSA_NUMBERS; i++) {
        in.readPositiveMpint();
      }
      in.expectEnd();
    } else if (SshPublicKey.ofBlob(blob) instanceof RsaPublicKey key) {
      key.requireSize();
    }
  }

  static HostKey read(WireReader in) {
    return new HostKey(Blob.copyOf(in.readString()), in.readBoolean());
  }

  void write(WireWriter out) {
    out.writeString(blob.toByteArray()).writeBoolean(isCa);
  }
}
