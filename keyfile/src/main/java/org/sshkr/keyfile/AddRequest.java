package org.sshkr.keyfile;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * A request to add a key as an agent's client sends it (RFC 9987, section 3.2; for certificates,
 * sshkey_private_serialize in OpenSSH's sshkey.c), decoded and checked as key files are:
 *
 * <pre>
 * byte    17, or 25 if constraints follow
 * string  "ssh-rsa"                  string  "ssh-rsa-cert-v01@openssh.com"
 * mpint   n, e, d, qInv, p, q        string  certificate
 *                                    mpint   d, qInv, p, q
 * string  comment
 * byte[]  constraints
 * </pre>
 *
 * @param key with its comment
 * @param certificate of the key, which is then to be used under the certificate only
 */
public record AddRequest(
    CheckedKey key, Optional<SshCertificate> certificate, RequestedConstraints constraints)
    implements AutoCloseable {
  /**
   * Reads a message without its length from a stream, which it ends.
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
   * @throws KeyFileException if the message is malformed, if it asks for constraints that are not
   *     known here, or if the kernel can't hold the key
   */
  public static AddRequest decode(byte[] message) throws KeyFileException {
    WireReader in = new WireReader(message);
    try {
      int type = in.readByte();
      if (!AddIdentity.isOne(type)) {
        throw malformed();
      }
      SentKey sent = SentKey.read(in);
      String comment = PrintableText.of(in.readString());
      RequestedConstraints constraints =
          type == AddIdentity.TYPE ? RequestedConstraints.NONE : RequestedConstraints.read(in);
      in.expectEnd();
      return new AddRequest(CheckedKey.of(sent.numbers, comment), sent.certificate, constraints);
    } catch (WireFormatException e) {
      // Not its message: a length in it could be four bytes of the key
      throw malformed();
    }
  }

  private static KeyFileException malformed() {
    return new KeyFileException(Reason.MALFORMED, "the request to add a key is malformed");
  }

  /** What the message says of the key before it is checked. */
  private record SentKey(RsaNumbers numbers, Optional<SshCertificate> certificate) {
    static SentKey read(WireReader in) throws KeyFileException {
      String type = PrintableText.name(in.readString());
      if (!SshCertificate.plainAlgorithm(type).equals(RsaPublicKey.TYPE)) {
        throw KeyTypes.refuseSshType(SshCertificate.plainAlgorithm(type));
      }
      if (!SshCertificate.isType(type)) {
        return readPlain(in);
      }
      SshCertificate certificate = SshCertificate.ofBlob(in.readString());
      if (!(certificate.publicKey() instanceof RsaPublicKey key)) {
        throw malformed();
      }
      BigInteger d = in.readPositiveMpint();
      BigInteger qInv = in.readPositiveMpint();
      BigInteger p = in.readPositiveMpint();
      BigInteger q = in.readPositiveMpint();
      return new SentKey(
          RsaNumbers.withoutExponents(key.modulus(), key.exponent(), d, p, q, qInv),
          Optional.of(certificate));
    }

    private static SentKey readPlain(WireReader in) throws KeyFileException {
      BigInteger n = in.readPositiveMpint();
      BigInteger e = in.readPositiveMpint();
      BigInteger d = in.readPositiveMpint();
      BigInteger qInv = in.readPositiveMpint();
      BigInteger p = in.readPositiveMpint();
      BigInteger q = in.readPositiveMpint();
      // Apache MINA SSHD (Buffer.putKeyPair) sends e before n, and q before p
      boolean swapped = n.compareTo(e) < 0;
      RsaNumbers numbers =
          swapped
              ? RsaNumbers.withoutExponents(e, n, d, q, p, qInv)
              : RsaNumbers.withoutExponents(n, e, d, p, q, qInv);
      return new SentKey(numbers, Optional.empty());
    }

    /** Names none of the numbers. */
    @Override
    public String toString() {
      return "SentKey";
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
