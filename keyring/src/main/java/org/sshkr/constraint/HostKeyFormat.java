package org.sshkr.constraint;

import java.util.Map;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/**
 * What a host's public key may look like: one of OpenSSH's plain key types, with the fields that
 * belong to it (RFC 4253, section 6.6; RFC 5656, section 3.1; RFC 8709, section 4; PROTOCOL.u2f).
 * Numbers must be minimal, so that equal keys are equal bytes.
 */
final class HostKeyFormat {
  private static final int MIN_RSA_BITS = 1024; // SSH_RSA_MINIMUM_MODULUS_SIZE
  private static final int MAX_RSA_BITS = 16384; // SSHBUF_MAX_BIGNUM
  private static final int ED25519_BYTES = 32;
  private static final String CURVE_PREFIX = "ecdsa-sha2-";

  /** The length of an uncompressed point, in bytes. */
  private static final Map<String, Integer> CURVES =
      Map.of("nistp256", 65, "nistp384", 97, "nistp521", 133);

  private HostKeyFormat() {}

  /** Throws a WireFormatException unless {@code key} is a plain public key. */
  static void check(Blob key) {
    WireReader in = new WireReader(key.toByteArray());
    String type = in.readText();
    switch (type) {
      case "ssh-rsa" -> checkRsa(in);
      case "ssh-dss" -> {
        for (int i = 0; i < 4; i++) {
          in.readPositiveMpint();
        }
      }
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
          checkPoint(in, type.substring(CURVE_PREFIX.length()));
      case "ssh-ed25519" -> checkEd25519(in);
      case "sk-ecdsa-sha2-nistp256@openssh.com" -> {
        checkPoint(in, "nistp256");
        in.readText(); // application
      }
      case "sk-ssh-ed25519@openssh.com" -> {
        checkEd25519(in);
        in.readText(); // application
      }
      default -> throw new WireFormatException("host key is of an unknown type");
    }
    in.expectEnd();
  }

  private static void checkRsa(WireReader in) {
    in.readPositiveMpint(); // public exponent
    int bits = in.readPositiveMpint().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new WireFormatException("RSA host key of " + bits + " bits");
    }
  }

  private static void checkPoint(WireReader in, String curve) {
    if (!in.readText().equals(curve)) {
      throw new WireFormatException("ECDSA host key is of another curve than its type");
    }
    byte[] point = in.readString();
    if (point.length != CURVES.get(curve) || point[0] != 4) {
      throw new WireFormatException("ECDSA host key is not an uncompressed point");
    }
  }

  private static void checkEd25519(WireReader in) {
    if (in.readString().length != ED25519_BYTES) {
      throw new WireFormatException("Ed25519 host key is not 32 bytes long");
    }
  }
}
