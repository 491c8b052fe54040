package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.sshkr.ssh.wire.WireWriter;

/** Writes Ed25519 and ECDSA keys in each format, byte by byte, so that any part can be wrong. */
final class CurveFiles {
  private static final HexFormat HEX = HexFormat.of();

  private CurveFiles() {}

  /** Encodes a DER value of at most 65535 bytes. */
  static byte[] der(int tag, byte[]... contents) {
    byte[] all = join(contents);
    WireWriter out = new WireWriter().writeByte(tag);
    if (all.length >= 0x100) {
      out.writeByte(0x82).writeByte(all.length >> 8);
    } else if (all.length >= 0x80) {
      out.writeByte(0x81);
    }
    return out.writeByte(all.length).writeRaw(all).toByteArray();
  }

  static byte[] join(byte[]... parts) {
    WireWriter out = new WireWriter();
    for (byte[] part : parts) {
      out.writeRaw(part);
    }
    return out.toByteArray();
  }

  /** The OBJECT IDENTIFIER of a curve. */
  static byte[] curve(String type) {
    return HEX.parseHex(
        switch (type) {
          case "ecdsa-sha2-nistp256" -> "06082a8648ce3d030107";
          case "ecdsa-sha2-nistp384" -> "06052b81040022";
          default -> "06052b81040023";
        });
  }

  /** Encodes a point as a BIT STRING under the tag [1]. */
  static byte[] point(byte[] point) {
    return der(0xa1, der(3, new byte[1], point));
  }

  /**
   * Encodes an ECPrivateKey.
   *
   * @param more values after the number
   */
  static byte[] sec1(byte[] d, byte[]... more) {
    return der(0x30, HEX.parseHex("020101"), der(4, d), join(more));
  }

  /**
   * Encodes an ECDSA key in PKCS#8.
   *
   * @param parameters the algorithm's parameters
   * @param sec1 the ECPrivateKey
   * @param more values after the ECPrivateKey
   */
  static byte[] pkcs8OfEcdsa(int version, byte[] parameters, byte[] sec1, byte[]... more) {
    byte[] algorithm = der(0x30, HEX.parseHex("06072a8648ce3d0201"), parameters);
    return der(0x30, der(2, new byte[] {(byte) version}), algorithm, der(4, sec1), join(more));
  }

  /**
   * Encodes an Ed25519 key in PKCS#8.
   *
   * @param more values after the private key
   */
  static byte[] pkcs8OfEd25519(int version, byte[] seed, byte[]... more) {
    byte[] algorithm = HEX.parseHex("300506032b6570");
    byte[] number = der(2, new byte[] {(byte) version});
    return der(0x30, number, algorithm, der(4, der(4, seed)), join(more));
  }

  /**
   * Encodes a key in OpenSSH's format, not encrypted.
   *
   * @param publicBlob the container's public key
   * @param type the key type in the private section
   * @param fields the fields between the type and the comment there
   */
  static byte[] openSsh(byte[] publicBlob, String type, byte[] fields) {
    WireWriter section =
        new WireWriter().writeUint32(7).writeUint32(7).writeText(type).writeRaw(fields);
    section.writeText("comment");
    for (int i = 1; section.toByteArray().length % 8 != 0; i++) {
      section.writeByte(i);
    }
    return Pem.wrap(
        "OPENSSH PRIVATE KEY",
        new WireWriter()
            .writeRaw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
            .writeText("none")
            .writeText("none")
            .writeText("")
            .writeUint32(1)
            .writeString(publicBlob)
            .writeString(section.toByteArray())
            .toByteArray());
  }
}
