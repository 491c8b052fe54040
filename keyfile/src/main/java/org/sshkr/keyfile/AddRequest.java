package org.sshkr.keyfile;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * A request to add a key, as a client sends it to an agent (RFC 9987, section 3.2; for
 * certificates, sshkey_private_serialize in OpenSSH's sshkey.c). It is decoded and checked like a
 * key file:
 *
 * <pre>
 * byte    17, or 25 if constraints follow
 * string  type, such as "ssh-ed25519" or "ssh-ed25519-cert-v01@openssh.com"
 * string  certificate, if the type is a certificate's
 * byte[]  fields of the key, see {@link PrivateFields}
 * string  comment
 * byte[]  constraints
 * </pre>
 *
 * @param key the key, with its comment
 * @param certificate the key's certificate; if present, the key may be used only under it
 */
public record AddRequest(
    CheckedKey key, Optional<SshCertificate> certificate, RequestedConstraints constraints)
    implements AutoCloseable {
  /**
   * Reads a message, without a length before it, up to the end of a stream.
   *
   * @throws KeyFileException as {@link #decode}
   */
  public static AddRequest read(InputStream in) throws IOException, KeyFileException {
    byte[] buffer = new byte[Framing.MAX_MESSAGE + 1];
    byte[] message = {};
    try {
      int length = in.readNBytes(buffer, 0, buffer.length);
      if (length > Framing.MAX_MESSAGE) {
        throw new KeyFileException(Reason.MALFORMED, "the request is longer than 256 KiB");
      }
      message = Arrays.copyOf(buffer, length);
      return decode(message);
    } finally {
      Arrays.fill(buffer, (byte) 0);
      Arrays.fill(message, (byte) 0);
    }
  }

  /**
   * Reads, converts and checks the key. The message stays the caller's, who wipes it.
   *
   * @throws KeyFileException if the message is malformed, if it asks for an unknown constraint, or
   *     if the key is wrong or of a type that is not loaded
   */
  public static AddRequest decode(byte[] message) throws KeyFileException {
    WireReader in = new WireReader(message);
    try {
      int type = in.readByte();
      if (!AddIdentity.isOne(type)) {
        throw malformed();
      }
      return read(type, in);
    } catch (WireFormatException e) {
      // The exception's message is dropped: a length in it could be four bytes of the key
      throw malformed();
    }
  }

  private static KeyFileException malformed() {
    return new KeyFileException(Reason.MALFORMED, "the request to add a key is malformed");
  }

  private static AddRequest read(int type, WireReader in) throws KeyFileException {
    String keyType = PrintableText.name(in.readString());
    KeyTypes.requireLoaded(SshCertificate.plainAlgorithm(keyType));
    if (!SshCertificate.isType(keyType)) {
      try (UncheckedKey key = PrivateFields.read(keyType, in)) {
        String comment = PrintableText.of(in.readString());
        RequestedConstraints constraints = readConstraints(type, in);
        return new AddRequest(CheckedKey.of(key, comment), Optional.empty(), constraints);
      }
    }
    SshCertificate certificate = SshCertificate.ofBlob(in.readString());
    if (!certificate.type().equals(keyType)) {
      throw malformed();
    }
    try (UncheckedKey key = PrivateFields.readCertified(certificate.publicKey(), in)) {
      String comment = PrintableText.of(in.readString());
      RequestedConstraints constraints = readConstraints(type, in);
      CheckedKey checked = CheckedKey.of(key, certificate.publicKey(), comment);
      return new AddRequest(checked, Optional.of(certificate), constraints);
    }
  }

  private static RequestedConstraints readConstraints(int type, WireReader in)
      throws KeyFileException {
    RequestedConstraints constraints =
        type == AddIdentity.TYPE ? RequestedConstraints.NONE : RequestedConstraints.read(in);
    in.expectEnd();
    return constraints;
  }

  @Override
  public void close() {
    key.close();
  }
}
