package org.sshkr.agent.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sshkr.constraint.Hop;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * A server with a host certificate: string type, string nonce, the key's fields, uint64 serial,
 * uint32 kind, string key id, string principals, uint64 valid after, uint64 valid before, string
 * critical options, string extensions, string reserved, string CA key, string signature
 * (PROTOCOL.certkeys). The signature is checked when one is read; the rest when it is matched,
 * since that depends on the hop and the time.
 *
 * @param validity checked against the time of use
 * @param authority the CA's plain key blob
 * @param signatureAlgorithm the CA's
 */
record CertifiedHost(
    Blob blob,
    VerificationKey key,
    Blob plainKey,
    boolean forHosts,
    List<String> principals,
    Validity validity,
    boolean hasCriticalOptions,
    Blob authority,
    String signatureAlgorithm)
    implements SessionHost {
  static final String TYPE_SUFFIX = "-cert-v01@openssh.com";

  private static final int USER_CERTIFICATE = 1;
  private static final int HOST_CERTIFICATE = 2;
  private static final int MAX_PRINCIPALS = 256; // SSHKEY_CERT_MAX_PRINCIPALS

  /**
   * When a certificate is valid, in seconds since 1970 as unsigned numbers.
   *
   * @param before the first second that is too late
   */
  record Validity(long after, long before) {
    boolean includes(Instant time) {
      long seconds = time.getEpochSecond();
      return seconds >= 0
          && Long.compareUnsigned(seconds, after) >= 0
          && Long.compareUnsigned(seconds, before) < 0;
    }
  }

  /** Reads what follows the type's name. */
  static CertifiedHost read(Blob blob, String type, WireReader in) {
    String plainType = type.substring(0, type.length() - TYPE_SUFFIX.length());
    if (plainType.startsWith("sk-")) {
      plainType += "@openssh.com";
    }
    in.readString(); // nonce
    byte[] bytes = blob.toByteArray();
    int keyAt = bytes.length - in.remaining();
    VerificationKey key = VerificationKey.read(plainType, in);
    byte[] keyFields = Arrays.copyOfRange(bytes, keyAt, bytes.length - in.remaining());
    Blob plainKey =
        Blob.copyOf(new WireWriter().writeText(plainType).writeRaw(keyFields).toByteArray());

    readUint64(in); // serial
    long kind = in.readUint32();
    if (kind != USER_CERTIFICATE && kind != HOST_CERTIFICATE) {
      throw new WireFormatException("certificate of an unknown kind");
    }
    in.readString(); // key id
    List<String> principals = readPrincipals(in.readNested());
    Validity validity = new Validity(readUint64(in), readUint64(in));
    boolean hasCriticalOptions = readOptions(in.readNested());
    readOptions(in.readNested()); // extensions
    in.readString(); // reserved
    Blob authority = Blob.copyOf(in.readString());
    byte[] signed = Arrays.copyOf(bytes, bytes.length - in.remaining());
    byte[] signature = in.readString();
    if (!SessionHost.decodePlain(authority).key().verifies(signed, signature)) {
      throw new WireFormatException("certificate is not signed by the CA that it names");
    }
    return new CertifiedHost(
        blob,
        key,
        plainKey,
        kind == HOST_CERTIFICATE,
        principals,
        validity,
        hasCriticalOptions,
        authority,
        new WireReader(signature).readText());
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
    return principals;
  }

  /** Reads pairs of name and value to their end; whether there are any. */
  private static boolean readOptions(WireReader in) {
    boolean any = in.remaining() > 0;
    while (in.remaining() > 0) {
      in.readString();
      in.readString();
    }
    return any;
  }

  private static long readUint64(WireReader in) {
    return in.readUint32() << 32 | in.readUint32();
  }

  /**
   * As ssh-agent does: a CA of the hop vouches for the hop's name, and the certificate is a host's,
   * valid now, without critical options, and not signed with SHA-1 (sshkey.c,
   * sshkey_cert_check_host).
   */
  @Override
  public boolean isAt(Hop hop, Instant now) {
    return hop.keys().stream().anyMatch(ca -> ca.isCa() && ca.blob().equals(authority))
        && forHosts
        && validity.includes(now)
        && principals.stream().anyMatch(pattern -> Wildcard.matches(hop.host(), pattern))
        && !hasCriticalOptions
        && !signatureAlgorithm.equals("ssh-rsa");
  }
}
