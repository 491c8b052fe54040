package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sshkr.keyfile.CurveFiles.curve;
import static org.sshkr.keyfile.CurveFiles.der;
import static org.sshkr.keyfile.CurveFiles.join;
import static org.sshkr.keyfile.CurveFiles.openSsh;
import static org.sshkr.keyfile.CurveFiles.pkcs8OfEcdsa;
import static org.sshkr.keyfile.CurveFiles.pkcs8OfEd25519;
import static org.sshkr.keyfile.CurveFiles.point;
import static org.sshkr.keyfile.CurveFiles.sec1;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.wire.WireWriter;

/** Reads Ed25519 and ECDSA keys that no program would write, and the examples of standards. */
class CurveKeyTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String OTHER = "the private key does not belong to the public key beside it";
  private static final String RANGE =
      "not a valid ECDSA key: the private number is 0, or not below the order of the curve";
  private static final String ED25519 = "ssh-ed25519";
  private static final String P256 = "ecdsa-sha2-nistp256";
  private static final List<String> ECDSA =
      List.of(P256, "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521");

  private static int length(String type) {
    return KeyCurve.ofType(type).orElseThrow().numberLength();
  }

  /** A private number for this key type, ending with this byte. */
  private static byte[] number(String type, int last) {
    byte[] number = new byte[length(type)];
    for (int i = 1; i < number.length; i++) {
      number[i] = (byte) (i * 37);
    }
    number[number.length - 1] = (byte) last;
    return number;
  }

  private static byte[] blob(String type, byte[] point) {
    WireWriter out = new WireWriter().writeText(type);
    if (!type.equals(ED25519)) {
      out.writeText(type.substring("ecdsa-sha2-".length()));
    }
    return out.writeString(point).toByteArray();
  }

  private static void refused(byte[] contents, Reason reason, String message) {
    assertThatThrownBy(() -> Pem.openPlain(contents))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }

  /** Reads the test vectors of RFC 8032, section 7.1. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
  })
  void ed25519KeyOfRfc8032(String seed, String point) throws Exception {
    byte[] number = HEX.parseHex(seed);
    byte[] known = HEX.parseHex(point);
    assertThat(Pem.openPlain(pkcs8OfEd25519(0, number))).isEqualTo(number);
    byte[] fields =
        new WireWriter().writeString(known).writeString(join(number, known)).toByteArray();
    assertThat(Pem.openPlain(openSsh(blob(ED25519, known), ED25519, fields))).isEqualTo(number);
    try (KeyFile file = PrivateKeyReader.parse(pkcs8OfEd25519(0, number));
        CheckedKey loaded = file.keys().get(0).open(new byte[0])) {
      assertThat(loaded.key().publicKey().blob()).isEqualTo(blob(ED25519, known));
    }
  }

  /** Reads the keys of RFC 6979, appendices A.2.5 to A.2.7, where Ux and Uy are the point. */
  @ParameterizedTest
  @CsvSource({
    "ecdsa-sha2-nistp256, c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721,"
        + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
    "ecdsa-sha2-nistp384, 6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
        + "96d5724e4c70a825f872c9ea60d2edf5,"
        + "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
        + "def8f0ea9055866064a254515480bc13"
        + "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
        + "288b231c3ae0d4fe7344fd2533264720",
    "ecdsa-sha2-nistp521, 00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
        + "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538,"
        + "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd"
        + "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f50"
        + "23a4"
        + "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a"
        + "28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfd"
        + "fcf5"
  })
  void ecdsaKeyOfRfc6979(String type, String d, String coordinates) throws Exception {
    byte[] number = HEX.parseHex(d);
    byte[] known = HEX.parseHex("04" + coordinates);
    byte[] curve = curve(type);
    byte[] named = der(0xa0, curve);
    assertThat(Pem.openPlain(sec1(number, named, point(known)))).isEqualTo(number);
    assertThat(Pem.openPlain(sec1(number, named))).isEqualTo(number);
    assertThat(Pem.openPlain(pkcs8OfEcdsa(0, curve, sec1(number)))).isEqualTo(number);
    byte[] blob = blob(type, known);
    byte[] fields = join(fieldsOf(blob), mpint(new BigInteger(1, number)));
    assertThat(Pem.openPlain(openSsh(blob, type, fields))).isEqualTo(number);
  }

  /** The fields after the type in a public key blob. */
  private static byte[] fieldsOf(byte[] blob) {
    return Arrays.copyOfRange(blob, 4 + P256.length(), blob.length);
  }

  private static byte[] mpint(BigInteger number) {
    return new WireWriter().writeMpint(number).toByteArray();
  }

  /** OpenSSH's format holds the point in three places. */
  @Test
  void everyPublicHalfOfAnOpenSshFileIsCompared() throws Exception {
    byte[] seed = number(ED25519, 1);
    byte[] own = PublicPoint.of(ED25519, seed);
    byte[] other = PublicPoint.of(ED25519, number(ED25519, 2));
    assertThat(Pem.openPlain(ed25519(seed, own, own, own))).isEqualTo(seed);
    for (byte[] file :
        List.of(
            ed25519(seed, other, own, own),
            ed25519(seed, own, other, own),
            ed25519(seed, own, own, other),
            ed25519(seed, other, other, other))) {
      refused(file, Reason.INVALID_KEY, OTHER);
    }
    String length = "not a valid Ed25519 key: the private key is not 64 bytes long";
    refused(ed25519(seed, own, own, new byte[0]), Reason.INVALID_KEY, length);
    refused(ed25519(seed, own, own, Arrays.copyOf(own, 33)), Reason.INVALID_KEY, length);
    refused(ed25519(seed, own, Arrays.copyOf(own, 31), own), Reason.INVALID_KEY, OTHER);
  }

  private static byte[] ed25519(byte[] seed, byte[] container, byte[] field, byte[] last) {
    byte[] fields = new WireWriter().writeString(field).writeString(join(seed, last)).toByteArray();
    return openSsh(blob(ED25519, container), ED25519, fields);
  }

  @Test
  void everyPublicHalfOfAnEcdsaKeyIsCompared() throws Exception {
    for (String type : ECDSA) {
      byte[] d = number(type, 1);
      byte[] own = PublicPoint.of(type, d);
      byte[] other = PublicPoint.of(type, number(type, 2));
      byte[] ownBlob = blob(type, own);
      byte[] otherBlob = blob(type, other);
      byte[] mpint = mpint(new BigInteger(1, d));
      byte[] ownFields = join(fieldsOf(ownBlob), mpint);
      byte[] otherFields = join(fieldsOf(otherBlob), mpint);
      assertThat(Pem.openPlain(openSsh(ownBlob, type, ownFields))).isEqualTo(d);
      refused(openSsh(otherBlob, type, ownFields), Reason.INVALID_KEY, OTHER);
      refused(openSsh(ownBlob, type, otherFields), Reason.INVALID_KEY, OTHER);
      refused(openSsh(otherBlob, type, otherFields), Reason.INVALID_KEY, OTHER);
      byte[] named = der(0xa0, curve(type));
      refused(sec1(d, named, point(other)), Reason.INVALID_KEY, OTHER);
      refused(pkcs8OfEcdsa(0, curve(type), sec1(d, point(other))), Reason.INVALID_KEY, OTHER);
    }
  }

  @Test
  void pointMayBeInAnyFormOfX962() throws Exception {
    for (int last : new int[] {1, 2, 3, 4}) {
      byte[] d = number(P256, last);
      byte[] own = PublicPoint.of(P256, d);
      byte parity = (byte) (own[64] & 1);
      byte[] hybrid = own.clone();
      hybrid[0] = (byte) (6 + parity);
      byte[] compressed = Arrays.copyOf(own, 33);
      compressed[0] = (byte) (2 + parity);
      for (byte[] right : List.of(own, hybrid, compressed)) {
        assertThat(Pem.openPlain(sec1(d, der(0xa0, curve(P256)), point(right)))).isEqualTo(d);
      }
      byte[] otherHybrid = hybrid.clone();
      otherHybrid[0] ^= 1;
      byte[] otherCompressed = compressed.clone();
      otherCompressed[0] ^= 1;
      byte[] otherY = hybrid.clone();
      otherY[64] ^= 2;
      for (byte[] wrong :
          List.of(
              otherHybrid,
              otherCompressed,
              otherY,
              new byte[1],
              new byte[0],
              new byte[] {4},
              Arrays.copyOf(own, 64),
              Arrays.copyOf(own, 66),
              Arrays.copyOf(compressed, 34),
              Arrays.copyOf(compressed, 65))) {
        refused(sec1(d, der(0xa0, curve(P256)), point(wrong)), Reason.INVALID_KEY, OTHER);
      }
    }
  }

  @Test
  void numberIsFromOneToTheOrderLessOne() throws Exception {
    for (String type : ECDSA) {
      BigInteger order = PublicPoint.order(type);
      for (BigInteger right : List.of(BigInteger.ONE, order.subtract(BigInteger.ONE))) {
        byte[] d = BigIntegers.asUnsignedByteArray(length(type), right);
        assertThat(Pem.openPlain(sec1(d, der(0xa0, curve(type))))).isEqualTo(d);
      }
      for (BigInteger wrong :
          List.of(
              BigInteger.ZERO,
              order,
              order.add(BigInteger.ONE),
              BigInteger.ONE.shiftLeft(8 * length(type)).subtract(BigInteger.ONE),
              BigInteger.ONE.shiftLeft(8 * length(type)))) {
        byte[] d = BigIntegers.asUnsignedByteArray(wrong);
        refused(sec1(d, der(0xa0, curve(type))), Reason.INVALID_KEY, RANGE);
        refused(pkcs8OfEcdsa(0, curve(type), sec1(d)), Reason.INVALID_KEY, RANGE);
        byte[] blob = blob(type, PublicPoint.of(type, number(type, 1)));
        byte[] fields = join(fieldsOf(blob), mpint(wrong));
        refused(openSsh(blob, type, fields), Reason.INVALID_KEY, RANGE);
      }
      byte[] empty = {};
      refused(sec1(empty, der(0xa0, curve(type))), Reason.INVALID_KEY, RANGE);
    }
  }

  /** OpenSSL reads both; some programs write the number without its leading zeros. */
  @Test
  void numberOfAnotherLengthIsPaddedOrStripped() throws Exception {
    for (String type : ECDSA) {
      byte[] d = number(type, 1); // begins with a zero
      byte[] named = der(0xa0, curve(type));
      assertThat(Pem.openPlain(sec1(Arrays.copyOfRange(d, 1, d.length), named))).isEqualTo(d);
      assertThat(Pem.openPlain(sec1(join(new byte[3], d), named))).isEqualTo(d);
      byte[] two = new byte[d.length];
      two[d.length - 1] = 2;
      assertThat(Pem.openPlain(sec1(new byte[] {2}, named))).isEqualTo(two);
    }
  }

  @Test
  void publicKeyOfPkcs8IsComparedInEitherVersion() throws Exception {
    byte[] seed = number(ED25519, 1);
    byte[] d = number(P256, 1);
    byte[] sec1 = sec1(d);
    byte[] attributes = der(0xa0, der(0x30, HEX.parseHex("0603550403"), der(0x31)));
    byte[] none = {};
    for (int version : new int[] {0, 1}) {
      for (byte[] before : List.of(none, attributes)) {
        for (int tag : new int[] {0x81, 0xa1}) {
          byte[] own = publicKey(tag, PublicPoint.of(ED25519, seed));
          byte[] ownPoint = publicKey(tag, PublicPoint.of(P256, d));
          assertThat(Pem.openPlain(pkcs8OfEd25519(version, seed, before, own))).isEqualTo(seed);
          assertThat(Pem.openPlain(pkcs8OfEcdsa(version, curve(P256), sec1, before, ownPoint)))
              .isEqualTo(d);
          refused(
              pkcs8OfEd25519(version, seed, before, publicKey(tag, new byte[32])),
              Reason.INVALID_KEY,
              OTHER);
          refused(
              pkcs8OfEcdsa(version, curve(P256), sec1, before, publicKey(tag, new byte[65])),
              Reason.INVALID_KEY,
              OTHER);
        }
        assertThat(Pem.openPlain(pkcs8OfEd25519(version, seed, before))).isEqualTo(seed);
        assertThat(Pem.openPlain(pkcs8OfEcdsa(version, curve(P256), sec1, before))).isEqualTo(d);
      }
    }
    refused(pkcs8OfEd25519(2, seed), Reason.MALFORMED, "not version 0 or 1 of PKCS#8");
  }

  /**
   * Encodes a public key: with the tag in place of the BIT STRING's or, as ring writes it, around
   * it.
   */
  private static byte[] publicKey(int tag, byte[] point) {
    return tag == 0x81 ? der(tag, new byte[1], point) : der(tag, der(3, new byte[1], point));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void seedOfAnotherLengthIsRefused(int length) {
    String message = "not a valid Ed25519 key: the private key is not 32 bytes long";
    refused(pkcs8OfEd25519(0, new byte[length]), Reason.INVALID_KEY, message);
  }

  @Test
  void structureThatIsWrongAnywhereIsMalformed() {
    String der = "damaged or broken off: not valid DER";
    byte[] seed = number(ED25519, 1);
    byte[] d = number(P256, 1);
    byte[] named = der(0xa0, curve(P256));
    byte[] one = der(5);
    byte[] unused = der(0x81, new byte[] {4}, PublicPoint.of(ED25519, seed));
    for (byte[] file :
        List.of(
            pkcs8OfEd25519(0, seed, one),
            pkcs8OfEd25519(0, seed, unused),
            pkcs8OfEd25519(0, seed, der(0x81)),
            pkcs8OfEd25519(0, seed, der(0xa1)),
            der(0x30, HEX.parseHex("020100300506032b6570"), der(4, seed)), // no OCTET STRING inside
            der(0x30, HEX.parseHex("020100300706032b65700500"), der(4, der(4, seed))),
            pkcs8OfEcdsa(0, join(curve(P256), one), sec1(d)),
            pkcs8OfEcdsa(0, one, sec1(d)),
            pkcs8OfEcdsa(0, new byte[0], sec1(d)),
            pkcs8OfEcdsa(0, curve(P256), sec1(d), one),
            pkcs8OfEcdsa(0, curve(P256), d),
            sec1(d, named, one),
            sec1(d, named, point(PublicPoint.of(P256, d)), one),
            sec1(d, der(0xa0)),
            sec1(d, der(0xa0, one)),
            sec1(d, named, der(0xa1)))) {
      refused(file, Reason.MALFORMED, der);
    }
    refused(sec1(d), Reason.MALFORMED, "ECDSA key that does not name its curve");
    byte[] version = sec1(d, named);
    version[4] = 2;
    refused(version, Reason.MALFORMED, "not version 1 of an elliptic curve key");
    byte[] other = sec1(d, der(0xa0, curve("ecdsa-sha2-nistp384")));
    String two = "ECDSA key that names two curves";
    refused(pkcs8OfEcdsa(0, curve(P256), other), Reason.INVALID_KEY, two);
  }

  @Test
  void curveMayBeNamedOnceMoreInsidePkcs8() throws Exception {
    byte[] d = number(P256, 1);
    byte[] sec1 = sec1(d, der(0xa0, curve(P256)));
    assertThat(Pem.openPlain(pkcs8OfEcdsa(0, curve(P256), sec1))).isEqualTo(d);
  }

  /** OpenSSL ignores them too. */
  @Test
  void bytesAfterTheKeyDoNotMatter() throws Exception {
    byte[] seed = number(ED25519, 1);
    byte[] d = number(P256, 1);
    byte[] sec1 = sec1(d, der(0xa0, curve(P256)));
    assertThat(Pem.openPlain(join(sec1, new byte[1]))).isEqualTo(d);
    assertThat(Pem.openPlain(join(pkcs8OfEd25519(0, seed), new byte[1]))).isEqualTo(seed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"EC PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY", "ED25519 PRIVATE KEY"})
  void contentsDecideAndNotTheLabel(String label) throws Exception {
    byte[] seed = number(ED25519, 1);
    byte[] d = number(P256, 1);
    byte[] sec1 = sec1(d, der(0xa0, curve(P256)));
    assertThat(Pem.openPlain(Pem.wrap(label, pkcs8OfEd25519(0, seed)))).isEqualTo(seed);
    assertThat(Pem.openPlain(Pem.wrap(label, sec1))).isEqualTo(d);
    assertThat(Pem.openPlain(Pem.wrap(label, pkcs8OfEcdsa(0, curve(P256), sec1)))).isEqualTo(d);
  }

  /** OpenSSL reads PKCS#8 under the label of any traditional format. */
  @Test
  void pkcs8EncryptedUnderTheLabelOfSec1IsRead() throws Exception {
    KeySample sample = KeyFileCorpus.get().sample("sec1-nistp256-aes128.pem");
    String text = new String(sample.contents(), StandardCharsets.US_ASCII);
    byte[] relabelled =
        text.replace("EC PRIVATE", "RSA PRIVATE").getBytes(StandardCharsets.US_ASCII);
    try (KeyFile file = PrivateKeyReader.parse(relabelled);
        CheckedKey loaded = file.keys().get(0).open(sample.passphraseBytes())) {
      assertThat(loaded.key().secret().copyToHeap()).isEqualTo(sample.base().expectedSecret());
    }
  }

  @Test
  void privateSectionOfAnotherTypeIsRefused() {
    byte[] seed = number(ED25519, 1);
    byte[] own = PublicPoint.of(ED25519, seed);
    byte[] fields = new WireWriter().writeString(own).writeString(join(seed, own)).toByteArray();
    refused(
        openSsh(blob(P256, PublicPoint.of(P256, number(P256, 1))), ED25519, fields),
        Reason.INVALID_KEY,
        "the private key is of another type than the public key beside it");
  }

  /** The JDK would accept a point that is not on the curve. */
  @Test
  void pointThatIsNotOnTheCurveIsRefusedWithoutThePassphrase() {
    byte[] own = PublicPoint.of(P256, number(P256, 1));
    own[64] ^= 1;
    byte[] file = openSsh(blob(P256, own), P256, new byte[0]);
    assertThatThrownBy(() -> PrivateKeyReader.parse(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("damaged or broken off: ECDSA key is not a point of its curve");
  }

  /**
   * Old versions of PuTTY wrote the seed as a little-endian number, without the zeros at its end.
   */
  @Test
  void seedOfPuttyMayLackTheZerosAtItsEnd() throws Exception {
    byte[] seed = number(ED25519, 0);
    seed[30] = 0;
    byte[] point = PublicPoint.of(ED25519, seed);
    for (int length : new int[] {30, 31, 32}) {
      byte[] privatePart = new WireWriter().writeString(Arrays.copyOf(seed, length)).toByteArray();
      assertThat(Pem.openPlain(putty(ED25519, point, privatePart))).isEqualTo(seed);
    }
    byte[] shorter = new WireWriter().writeString(Arrays.copyOf(seed, 29)).toByteArray();
    refused(putty(ED25519, point, shorter), Reason.INVALID_KEY, OTHER);
    byte[] longer = new WireWriter().writeString(Arrays.copyOf(seed, 33)).toByteArray();
    refused(
        putty(ED25519, point, longer),
        Reason.INVALID_KEY,
        "not a valid Ed25519 key: the private key is not 32 bytes long");
    refused(
        putty(ED25519, point, new byte[3]),
        Reason.MALFORMED,
        "damaged: the private part can't be read");
  }

  @Test
  void publicHalfOfPuttyIsCompared() throws Exception {
    byte[] d = number(P256, 1);
    byte[] privatePart = mpint(new BigInteger(1, d));
    byte[] own = PublicPoint.of(P256, d);
    byte[] other = PublicPoint.of(P256, number(P256, 2));
    assertThat(Pem.openPlain(putty(P256, own, privatePart))).isEqualTo(d);
    refused(putty(P256, other, privatePart), Reason.INVALID_KEY, OTHER);
    String text = new String(putty(P256, own, privatePart), StandardCharsets.US_ASCII);
    refused(
        text.replace("3: " + P256, "3: " + ED25519).getBytes(StandardCharsets.US_ASCII),
        Reason.MALFORMED,
        "damaged: the public key can't be read");
  }

  /**
   * A file of version 3, not encrypted, so that the MAC's key is empty (PuTTY's manual, appendix
   * C).
   */
  private static byte[] putty(String type, byte[] point, byte[] privatePart) {
    byte[] blob = blob(type, point);
    byte[] signed =
        new WireWriter()
            .writeText(type)
            .writeText("none")
            .writeText("comment")
            .writeString(blob)
            .writeString(privatePart)
            .toByteArray();
    HMac hmac = new HMac(new SHA256Digest());
    hmac.init(new KeyParameter(new byte[0]));
    hmac.update(signed, 0, signed.length);
    byte[] mac = new byte[32];
    hmac.doFinal(mac, 0);
    String text =
        String.join(
            "\n",
            "PuTTY-User-Key-File-3: " + type,
            "Encryption: none",
            "Comment: comment",
            "Public-Lines: 1",
            Base64.getEncoder().encodeToString(blob),
            "Private-Lines: 1",
            Base64.getEncoder().encodeToString(privatePart),
            "Private-MAC: " + HEX.formatHex(mac),
            "");
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
