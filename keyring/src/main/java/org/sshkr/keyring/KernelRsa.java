package org.sshkr.keyring;

import java.math.BigInteger;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/** The keys that the kernel can sign with: RSA, and not every size. */
public final class KernelRsa {
  private KernelRsa() {}

  /**
   * Whether the kernel signs correctly with a modulus of {@code bits} bits: 256, 384 or 512 bytes.
   * It accepts some other sizes and signs wrongly (2040, 3064 bits) or not at all (8192); 1024 bits
   * work but are too few.
   */
  public static boolean isUsable(int bits) {
    int size = (bits + 7) / 8;
    return size == 256 || size == 384 || size == 512;
  }

  /** Whether the kernel signs correctly with this key. */
  public static boolean isUsable(SshPublicKey key) {
    return key instanceof RsaPublicKey rsa && isUsable(rsa.bits());
  }

  /**
   * Returns {@code key} if the kernel can sign with it.
   *
   * @throws KeyringException.BadKey if it can't
   */
  static RsaPublicKey require(SshPublicKey key) {
    if (!(key instanceof RsaPublicKey rsa)) {
      throw new KeyringException.BadKey(
          "the kernel signs with RSA keys; this one is of type " + key.type());
    }
    if (!isUsable(rsa.bits())) {
      throw new KeyringException.BadKey(
          "the kernel signs with RSA keys of 2048, 3072 or 4096 bits; this one has " + rsa.bits());
    }
    return rsa;
  }

  /** Returns block^e mod n, both big-endian and as long as the modulus. */
  static byte[] raise(RsaPublicKey key, byte[] block) {
    return BlindedRsaSigner.fixedLength(
        new BigInteger(1, block).modPow(key.exponent(), key.modulus()), key.size());
  }
}
