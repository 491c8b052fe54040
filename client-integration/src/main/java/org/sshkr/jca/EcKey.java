package org.sshkr.jca;

import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import org.sshkr.keyring.Keyring;
import org.sshkr.ssh.key.EcdsaNumbers;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/** A key on a curve of NIST. TLS looks at its curve, but not for a private number. */
final class EcKey extends KeyringPrivateKey implements ECKey {
  private static final long serialVersionUID = 1L;

  private final transient ECPublicKey publicKey;
  private final transient String signatureAlgorithm;

  EcKey(Keyring keyring, EcdsaPublicKey key) {
    this(keyring, key, key.toJava());
  }

  private EcKey(Keyring keyring, EcdsaPublicKey key, ECPublicKey publicKey) {
    super(keyring, key, publicKey);
    this.publicKey = publicKey;
    this.signatureAlgorithm = key.jdkAlgorithm();
  }

  @Override
  public String getAlgorithm() {
    return "EC";
  }

  @Override
  public ECParameterSpec getParams() {
    return publicKey.getParams();
  }

  @Override
  boolean hasPublicHalf(PublicKey other) {
    return other instanceof ECPublicKey ec
        && ec.getW().equals(publicKey.getW())
        && ec.getParams().getCurve().equals(getParams().getCurve());
  }

  /** The one algorithm that it signs with, whose hash function belongs to the curve. */
  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  EcdsaNumbers sign(byte[] data) throws SignatureException {
    byte[] numbers = signMessage(data);
    try {
      return EcdsaNumbers.read(new WireReader(numbers));
    } catch (WireFormatException e) {
      throw new SignatureException("the keyring's signature is malformed: " + e.getMessage(), e);
    }
  }
}
