package org.sshkr.agent.session;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/** string of 32 bytes. A signature is string algorithm, string of 64 bytes: RFC 8709. */
record Ed25519Key(PublicKey key) implements VerificationKey {
  static final String TYPE = "ssh-ed25519";

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  /** What stands before the 32 bytes in a SubjectPublicKeyInfo: RFC 8410, section 4. */
  private static final byte[] INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  static Ed25519Key read(WireReader in) throws GeneralSecurityException {
    byte[] point = in.readString();
    if (point.length != KEY_BYTES) {
      throw new WireFormatException("Ed25519 key is not 32 bytes long");
    }
    byte[] info = new byte[INFO.length + KEY_BYTES];
    System.arraycopy(INFO, 0, info, 0, INFO.length);
    System.arraycopy(point, 0, info, INFO.length, KEY_BYTES);
    return new Ed25519Key(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info)));
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    byte[] signature = rest.readString();
    rest.expectEnd();
    return algorithm.equals(TYPE) && verifiesBare(data, signature);
  }

  /** As above, for the 64 bytes alone. */
  boolean verifiesBare(byte[] data, byte[] signature) throws GeneralSecurityException {
    return signature.length == SIGNATURE_BYTES
        && VerificationKey.verify("Ed25519", key, data, signature);
  }
}
