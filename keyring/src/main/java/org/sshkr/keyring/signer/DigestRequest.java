package org.sshkr.keyring.signer;

import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.RsassaPkcs1;
import org.sshkr.keyring.RsassaPss;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * A request to sign a digest with an RSA key, for programs that speak TLS or sign documents. The
 * signer encodes the digest, so that it never applies a key to a number of its client's choice.
 *
 * @param serial of the entry, as {@link SignerEntry} has it
 * @param offered the key or certificate that the entry offers
 */
public record DigestRequest(int serial, Blob offered, SignatureScheme scheme, Blob digest) {
  private static final String PSS = "pss";
  private static final String PKCS1 = "pkcs1";

  /**
   * uint32 serial, string offered, string "pss" or "pkcs1", string hash, uint32 salt length, string
   * digest.
   */
  Extension encode() {
    boolean pss = scheme instanceof RsassaPss;
    WireWriter out =
        new WireWriter()
            .writeUint32(Integer.toUnsignedLong(serial))
            .writeString(offered.toByteArray())
            .writeText(pss ? PSS : PKCS1)
            .writeText(scheme.hash().name())
            .writeUint32(pss ? ((RsassaPss) scheme).saltLength() : 0)
            .writeString(digest.toByteArray());
    return new Extension(SignerExtension.SIGN_DIGEST, Blob.copyOf(out.toByteArray()));
  }

  /**
   * Reads the contents of the extension.
   *
   * @throws WireFormatException if they are anything else
   */
  public static DigestRequest decode(Blob contents) {
    WireReader in = new WireReader(contents.toByteArray());
    int serial = (int) in.readUint32();
    Blob offered = Blob.copyOf(in.readString());
    SignatureScheme scheme = scheme(in.readText(), in.readText(), in.readUint32());
    Blob digest = Blob.copyOf(in.readString());
    in.expectEnd();
    return new DigestRequest(serial, offered, scheme, digest);
  }

  private static SignatureScheme scheme(String encoding, String hash, long salt) {
    for (HashAlgorithm algorithm : HashAlgorithm.values()) {
      if (algorithm.name().equals(hash)) {
        if (encoding.equals(PKCS1)) {
          return new RsassaPkcs1(algorithm);
        }
        if (encoding.equals(PSS) && salt <= Short.MAX_VALUE) {
          return new RsassaPss(algorithm, (int) salt);
        }
      }
    }
    throw new WireFormatException("asked to sign with " + encoding + " and " + hash);
  }
}
