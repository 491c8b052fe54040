package org.sshkr.keyfile;

import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * The private section of an OpenSSH key file, decrypted (PROTOCOL.key, section 3):
 *
 * <pre>
 * uint32  check number
 * uint32  the same number; if it differs, the passphrase was wrong
 * string  type, such as "ssh-rsa"
 * byte[]  its fields, see {@link PrivateFields}
 * string  comment
 * byte[]  padding to whole blocks: 1, 2, 3, ...
 * </pre>
 */
final class OpenSshPrivateSection {
  private OpenSshPrivateSection() {}

  /**
   * Reads, converts and checks the key. The section stays the caller's, who wipes it.
   *
   * @param publicKey the container's public key, which the private key must belong to
   * @param decrypted whether the section was encrypted, so that check numbers that differ mean a
   *     wrong passphrase
   */
  static CheckedKey read(byte[] section, SshPublicKey publicKey, boolean decrypted)
      throws KeyFileException {
    WireReader in = new WireReader(section);
    try {
      long check = in.readUint32();
      if (in.readUint32() != check) {
        throw decrypted ? new WrongPassphraseException() : damaged();
      }
      return read(in, publicKey);
    } catch (WireFormatException e) {
      // The exception's message is dropped: a length in it could be four bytes of the key
      throw damaged();
    }
  }

  private static CheckedKey read(WireReader in, SshPublicKey publicKey) throws KeyFileException {
    if (!PrintableText.name(in.readString()).equals(publicKey.type())) {
      throw new KeyFileException(
          Reason.INVALID_KEY, "the private key is of another type than the public key beside it");
    }
    try (UncheckedKey key = PrivateFields.read(publicKey.type(), in)) {
      String comment = PrintableText.of(in.readString());
      for (int expected = 1; in.remaining() > 0; expected++) {
        if (in.readByte() != (expected & 0xff)) {
          throw damaged();
        }
      }
      return CheckedKey.of(key, publicKey, comment);
    }
  }

  private static KeyFileException damaged() {
    return new KeyFileException(Reason.MALFORMED, "damaged: the private section can't be read");
  }
}
