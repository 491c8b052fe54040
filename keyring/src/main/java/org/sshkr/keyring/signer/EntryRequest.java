package org.sshkr.keyring.signer;

import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A request to sign with exactly one entry.
 *
 * @param serial of the entry, as {@link SignerEntry} has it
 * @param request for the key or certificate that the entry offers
 */
public record EntryRequest(int serial, SignRequest request) {
  /** uint32 serial, string key, string data, uint32 flags. */
  Extension encode() {
    WireWriter out =
        new WireWriter()
            .writeUint32(Integer.toUnsignedLong(serial))
            .writeString(request.key().toByteArray())
            .writeString(request.data().toByteArray())
            .writeUint32(request.flags());
    return new Extension(SignerExtension.SIGN, Blob.copyOf(out.toByteArray()));
  }

  /**
   * Reads the contents of the extension.
   *
   * @throws WireFormatException if they are anything else
   */
  public static EntryRequest decode(Blob contents) {
    WireReader in = new WireReader(contents.toByteArray());
    int serial = (int) in.readUint32();
    Blob key = Blob.copyOf(in.readString());
    Blob data = Blob.copyOf(in.readString());
    SignRequest request = new SignRequest(key, data, (int) in.readUint32());
    in.expectEnd();
    return new EntryRequest(serial, request);
  }
}
