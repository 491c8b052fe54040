package org.sshkr.keyfile;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.wire.WireWriter;

/** Writes files in OpenSSH's format with any part changed. */
final class OpenSshContainer {
  String cipher = "none";
  String kdf = "none";
  byte[] kdfOptions = new byte[0];
  int keys = 1;
  byte[] publicBlob;
  byte[] comment = "comment".getBytes(StandardCharsets.UTF_8);
  int check2 = 7;
  byte[] section;
  private final RSAPrivateKey key;

  OpenSshContainer(RSAPrivateKey key) {
    this.key = key;
    this.publicBlob = new RsaPublicKey(key.getModulus(), key.getPublicExponent()).blob();
  }

  static RSAPrivateKey numbers(KeySample.BaseKey base) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(base.expectedPkcs8());
    return RSAPrivateKey.getInstance(info.parsePrivateKey());
  }

  /** A container whose public key has a type and no valid fields after it. */
  static byte[] ofType(String type) {
    return new WireWriter()
        .writeRaw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
        .writeText("aes256-ctr")
        .writeText("bcrypt")
        .writeString(bcryptOptions(16))
        .writeUint32(1)
        .writeString(new WireWriter().writeText(type).writeString(new byte[32]).toByteArray())
        .writeString(new byte[64])
        .toByteArray();
  }

  static byte[] bcryptOptions(long rounds) {
    return new WireWriter().writeString(new byte[16]).writeUint32(rounds).toByteArray();
  }

  /**
   * Writes the container without encryption. The private section is the one given, or the key's.
   */
  byte[] pem() {
    return Pem.wrap(
        "OPENSSH PRIVATE KEY",
        new WireWriter()
            .writeRaw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
            .writeText(cipher)
            .writeText(kdf)
            .writeString(kdfOptions)
            .writeUint32(keys)
            .writeString(publicBlob)
            .writeString(section != null ? section : section(key.getCoefficient()))
            .toByteArray());
  }

  byte[] section(BigInteger coefficient) {
    WireWriter out =
        new WireWriter()
            .writeUint32(7)
            .writeUint32(check2)
            .writeText("ssh-rsa")
            .writeMpint(key.getModulus())
            .writeMpint(key.getPublicExponent())
            .writeMpint(key.getPrivateExponent())
            .writeMpint(coefficient)
            .writeMpint(key.getPrime1())
            .writeMpint(key.getPrime2())
            .writeString(comment);
    for (int i = 1; out.toByteArray().length % 16 != 0; i++) {
      out.writeByte(i);
    }
    return out.toByteArray();
  }
}
