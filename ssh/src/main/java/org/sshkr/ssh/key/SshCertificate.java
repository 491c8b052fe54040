package org.sshkr.ssh.key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * An OpenSSH certificate of a key of any type: string type, string nonce, the key's fields, uint64
 * serial, uint32 kind, string key id, string principals, uint64 valid after, uint64 valid before,
 * string critical options, string extensions, string reserved, string CA key, string signature
 * (OpenSSH's PROTOCOL.certkeys). It is public. Reading it does not verify it: see {@link
 * #isSignedByAuthority}.
 *
 * @param blob the whole certificate in its wire form
 * @param publicKey the key that it certifies
 * @param forHosts whether it is a host's, rather than a user's
 * @param keyId the name that the authority gave it
 * @param principals users or hosts that it is for
 * @param validAfter seconds since 1970, unsigned
 * @param validBefore the first second after its validity, unsigned; all bits set for no end
 * @param hasCriticalOptions whether there are any
 * @param authority the CA's plain key blob
 * @param signature the CA's: string algorithm, then the algorithm's fields
 */
public record SshCertificate(
    Blob blob,
    SshPublicKey publicKey,
    boolean forHosts,
    String keyId,
    List<String> principals,
    long validAfter,
    long validBefore,
    boolean hasCriticalOptions,
    Blob authority,
    Blob signature) {
  private static final String TYPE_SUFFIX = "-cert-v01@openssh.com";
  private static final String VENDOR = "@openssh.com";
  private static final int USER = 1;
  private static final int HOST = 2;
  private static final int MAX_PRINCIPALS = 256; // SSHKEY_CERT_MAX_PRINCIPALS

  /**
   * Reads a certificate.
   *
   * @throws WireFormatException if it is malformed
   */
  public static SshCertificate ofBlob(byte[] blob) {
    WireReader in = new WireReader(blob);
    String type = in.readText();
    if (!isType(type)) {
      throw new WireFormatException("not a certificate");
    }
    in.readString(); // nonce
    SshPublicKey key = SshPublicKey.read(plainAlgorithm(type), in);
    in.readUint64(); // serial
    long kind = in.readUint32();
    if (kind != USER && kind != HOST) {
      throw new WireFormatException("certificate of an unknown kind");
    }
    String keyId = in.readText();
    List<String> principals = readPrincipals(in.readNested());
    long validAfter = in.readUint64();
    long validBefore = in.readUint64();
    boolean hasCriticalOptions = readOptions(in.readNested());
    readOptions(in.readNested()); // extensions
    in.readString(); // reserved
    Blob authority = Blob.copyOf(in.readString());
    Blob signature = Blob.copyOf(in.readString());
    in.expectEnd();
    return new SshCertificate(
        Blob.copyOf(blob),
        key,
        kind == HOST,
        keyId,
        principals,
        validAfter,
        validBefore,
        hasCriticalOptions,
        authority,
        signature);
  }

  private static List<String> readPrincipals(WireReader in) {
    List<String> principals = new ArrayList<>();
    while (in.remaining() > 0) {
      if (principals.size() == MAX_PRINCIPALS) {
        throw new WireFormatException("certificate names too many principals");
      }
      String principal = in.readText();
      if (principal.indexOf(0) >= 0) {
        throw new WireFormatException("principal of a certificate holds a NUL");
      }
      principals.add(principal);
    }
    return List.copyOf(principals);
  }

  /** Reads pairs of name and value to the end, and returns whether there are any. */
  private static boolean readOptions(WireReader in) {
    boolean any = in.remaining() > 0;
    while (in.remaining() > 0) {
      in.readString();
      in.readString();
    }
    return any;
  }

  /** Whether {@code type} names a type of certificates. */
  public static boolean isType(String type) {
    return type.endsWith(TYPE_SUFFIX);
  }

  /** Whether {@code blob} begins with a certificate's type. */
  public static boolean isOne(byte[] blob) {
    try {
      return isType(new WireReader(blob).readText());
    } catch (WireFormatException e) {
      return false;
    }
  }

  /**
   * The plain algorithm or key type for a certificate's: {@code rsa-sha2-512}, which the signature
   * names, for {@code rsa-sha2-512-cert-v01@openssh.com} (OpenSSH's PROTOCOL.certkeys). Other names
   * are returned unchanged.
   */
  public static String plainAlgorithm(String name) {
    if (!isType(name)) {
      return name;
    }
    String plain = name.substring(0, name.length() - TYPE_SUFFIX.length());
    return plain.startsWith("sk-") ? plain + VENDOR : plain;
  }

  /** The name of the type of certificates for keys of type {@code plain}. */
  public static String typeFor(String plain) {
    return plain.replace(VENDOR, "") + TYPE_SUFFIX;
  }

  /** The type's name on the wire and in certificate files. */
  public String type() {
    return typeFor(publicKey.type());
  }

  /** The blob in Base64, as in a certificate file. */
  public String base64() {
    return Base64.getEncoder().encodeToString(blob.toByteArray());
  }

  /** The line of a certificate file: {@code type base64 comment}, without a line end. */
  public String line(String comment) {
    String key = type() + " " + base64();
    return comment.isEmpty() ? key : key + " " + comment;
  }

  /** Whether the authority that the certificate names has signed it, with any algorithm. */
  public boolean isSignedByAuthority() {
    int signed = blob.length() - Integer.BYTES - signature.length();
    try {
      return SshPublicKey.ofBlob(authority.toByteArray())
          .verifies(Arrays.copyOf(blob.toByteArray(), signed), signature.toByteArray());
    } catch (WireFormatException e) {
      return false;
    }
  }

  /** The algorithm of the authority's signature. */
  public String signatureAlgorithm() {
    return new WireReader(signature.toByteArray()).readText();
  }

  /** Whether its validity includes {@code time}; nothing else is checked. */
  public boolean isValid(Instant time) {
    return time.getEpochSecond() >= 0
        && Long.compareUnsigned(time.getEpochSecond(), validAfter) >= 0
        && !isExpired(time);
  }

  /** Whether its validity has ended at {@code time}. */
  public boolean isExpired(Instant time) {
    return Long.compareUnsigned(time.getEpochSecond(), validBefore) >= 0;
  }
}
