package org.sshkr.jca;

import java.security.PublicKey;
import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import org.sshkr.keyring.Keyring;
import org.sshkr.ssh.key.Ed25519PublicKey;

/** An Ed25519 key. The JDK takes a certificate request's algorithm from its parameters. */
final class EdEcKey extends KeyringPrivateKey implements EdECKey {
  private static final long serialVersionUID = 1L;

  EdEcKey(Keyring keyring, Ed25519PublicKey key, PublicKey publicKey) {
    super(keyring, key, publicKey);
  }

  /** Java's name for keys on all Edwards curves. */
  @Override
  public String getAlgorithm() {
    return "EdDSA";
  }

  @Override
  public NamedParameterSpec getParams() {
    return NamedParameterSpec.ED25519;
  }

  /** Compares the encodings: RFC 8410 permits only one. */
  @Override
  boolean hasPublicHalf(PublicKey other) {
    return Arrays.equals(other.getEncoded(), getPublicKey().getEncoded());
  }
}
