package org.sshkr.keyfile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Reads, like OpenSSL, keys that are BER but not DER, and keys whose label does not match the
 * contents.
 */
class BerKeyTest {
  private static final KeySample SAMPLE = KeyFileCorpus.get().sample("pkcs8-2048.der");
  private static final byte[] EXPECTED = KeyFileCorpus.get().rsa2048().expectedPkcs8();
  private static final KeySample.BaseKey CURVE =
      KeyFileCorpus.get().sample("sec1-nistp256.der").base();
  private static final byte[] ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] VERSION = {2, 1, 0};

  private static List<byte[]> integers() {
    RSAPrivateKey key;
    try {
      key =
          RSAPrivateKey.getInstance(
              PrivateKeyInfo.getInstance(SAMPLE.contents()).parsePrivateKey());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return Stream.of(
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrime1(),
            key.getPrime2(),
            key.getExponent1(),
            key.getExponent2(),
            key.getCoefficient())
        .map(BigInteger::toByteArray)
        .toList();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /**
   * A value whose length has {@code zeros} more bytes than it needs; if negative, an indefinite
   * length.
   */
  private static byte[] value(int tag, byte[] contents, int zeros) {
    if (zeros < 0) {
      return join(new byte[] {(byte) tag, (byte) 0x80}, contents, new byte[2]);
    }
    byte[] length = {(byte) (contents.length >> 8), (byte) contents.length};
    byte[] head = {(byte) tag, (byte) (0x80 | (length.length + zeros))};
    return join(head, new byte[zeros], length, contents);
  }

  private static byte[] pkcs1(int zeros, Function<byte[], byte[]> integer) {
    byte[] all = VERSION;
    for (byte[] one : integers()) {
      all = join(all, value(2, integer.apply(one), Math.max(zeros, 0)));
    }
    return value(0x30, all, zeros);
  }

  private static byte[] pkcs8(byte[] privateKey, int zeros) {
    return value(0x30, join(VERSION, ALGORITHM, privateKey), zeros);
  }

  private static byte[] withoutSign(byte[] integer) {
    return integer[0] == 0 ? Arrays.copyOfRange(integer, 1, integer.length) : integer;
  }

  /** An OCTET STRING in pieces, the first of which is in pieces too. */
  private static byte[] pieces(byte[] contents, int zeros) {
    byte[] first = value(4, Arrays.copyOf(contents, 100), 0);
    byte[] rest = value(4, Arrays.copyOfRange(contents, 100, contents.length), 0);
    return value(0x24, join(value(0x24, first, zeros), rest), zeros);
  }

  static Stream<byte[]> structures() {
    byte[] plain = pkcs1(0, integer -> integer);
    return Stream.of(
        pkcs1(1, integer -> integer), // Paramiko, OpenStack Nova
        pkcs1(20, integer -> integer),
        pkcs1(0, BerKeyTest::withoutSign),
        pkcs1(0, integer -> join(new byte[3], integer)),
        pkcs1(-1, integer -> integer),
        pkcs8(value(4, plain, 3), 2),
        pkcs8(value(4, plain, 0), -1),
        pkcs8(pieces(plain, 0), 0),
        pkcs8(pieces(plain, -1), -1));
  }

  @ParameterizedTest
  @MethodSource("structures")
  void structureThatOpenSslReadsIsRead(byte[] der) throws Exception {
    assertThat(Pem.openPlain(der)).isEqualTo(EXPECTED);
    assertThat(Pem.openPlain(Pem.wrap("RSA PRIVATE KEY", der))).isEqualTo(EXPECTED);
  }

  /**
   * Structures whose BIT STRINGs have one piece: OpenSSL joins several, but keeps their bit counts
   * in the result.
   */
  static Stream<byte[]> structuresOfCurves() {
    byte[] d = CURVE.expectedSecret();
    byte[] named = value(0xa0, CurveFiles.curve("ecdsa-sha2-nistp256"), 2);
    byte[] bits = join(new byte[1], PublicPoint.of("ecdsa-sha2-nistp256", d));
    byte[] version = {2, 1, 1};
    byte[] split =
        value(
            0x24,
            join(value(4, Arrays.copyOf(d, 10), 0), value(4, Arrays.copyOfRange(d, 10, 32), 3)),
            -1);
    return Stream.of(
        value(0x30, join(version, value(4, d, 3), named), 1),
        value(0x30, join(version, value(4, d, 0), named, value(0xa1, value(3, bits, 2), -1)), -1),
        value(
            0x30,
            join(version, split, named, value(0xa1, value(0x23, value(3, bits, 0), -1), 0)),
            0));
  }

  @ParameterizedTest
  @MethodSource("structuresOfCurves")
  void structureOfACurveThatOpenSslReadsIsRead(byte[] der) throws Exception {
    byte[] expected = CURVE.expectedSecret();
    assertThat(Pem.openPlain(der)).isEqualTo(expected);
    assertThat(Pem.openPlain(Pem.wrap("PRIVATE KEY", der))).isEqualTo(expected);
    byte[] pkcs8 = CurveFiles.pkcs8OfEcdsa(0, CurveFiles.curve("ecdsa-sha2-nistp256"), der);
    assertThat(Pem.openPlain(pkcs8)).isEqualTo(expected);
    Path directory = KeyFileCorpus.get().directory();
    KeyFileCorpus.write(directory.resolve("ber"), der);
    byte[] read = Tool.run(directory, "openssl", "pkey", "-inform", "DER", "-in", "ber");
    assertThat(Pem.openPlain(read)).isEqualTo(expected);
  }

  @Test
  void seedInPiecesAndWithLongLengthsIsRead() throws Exception {
    byte[] seed = KeyFileCorpus.get().sample("pkcs8-ed25519.der").base().expectedSecret();
    byte[] algorithm = HexFormat.of().parseHex("300506032b6570");
    byte[] split =
        value(
            0x24,
            join(value(4, Arrays.copyOf(seed, 7), 0), value(4, Arrays.copyOfRange(seed, 7, 32), 1)),
            -1);
    for (byte[] inner : List.of(value(4, seed, 2), split)) {
      byte[] der = value(0x30, join(VERSION, algorithm, value(4, inner, 1)), -1);
      assertThat(Pem.openPlain(der)).isEqualTo(seed);
    }
  }

  @Test
  void nothingThatIsNestedOrLongForEverIsFollowed() {
    byte[] deep = new byte[1000];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x80;
    }
    assertThatThrownBy(() -> PrivateKeyReader.parse(deep)).isInstanceOf(KeyFileException.class);
    byte[] open = Arrays.copyOf(pkcs1(-1, integer -> integer), 600);
    assertThatThrownBy(() -> PrivateKeyReader.parse(open)).isInstanceOf(KeyFileException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY"
      })
  void contentsDecideAndNotTheLabel(String label) throws Exception {
    byte[] plain = pkcs1(0, integer -> integer);
    assertThat(Pem.openPlain(Pem.wrap(label, plain))).isEqualTo(EXPECTED);
    assertThat(Pem.openPlain(Pem.wrap(label, SAMPLE.contents()))).isEqualTo(EXPECTED);
    byte[] openSsh = Pem.unwrap(KeyFileCorpus.get().sample("openssh-2048").contents());
    assertThat(Pem.openPlain(Pem.wrap(label, openSsh))).isEqualTo(EXPECTED);
    byte[] encrypted = KeyFileCorpus.get().sample("pkcs8-encrypted.der").contents();
    try (KeyFile file = PrivateKeyReader.parse(Pem.wrap(label, encrypted))) {
      assertThat(file.encrypted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7})
  void crtValueOfNoughtIsComputed(int which) throws Exception {
    List<byte[]> all = integers();
    byte[] one = VERSION;
    byte[] rest = VERSION;
    for (int i = 0; i < all.size(); i++) {
      one = join(one, value(2, i == which ? new byte[1] : all.get(i), 0));
      rest = join(rest, value(2, i >= 5 ? new byte[1] : all.get(i), 0));
    }
    assertThat(Pem.openPlain(value(0x30, one, 0))).isEqualTo(EXPECTED);
    assertThat(Pem.openPlain(value(0x30, rest, 0))).isEqualTo(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c2a0", "a0", "e2808b", "efbbbf", "01", "20c2a020"})
  void whatIsNoTextAtLineEndsDoesNotMatter(String hex) throws Exception {
    byte[] end = HexFormat.of().parseHex(hex);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte b : Pem.wrap("PRIVATE KEY", SAMPLE.contents())) {
      if (b == '\n') {
        text.writeBytes(end);
      }
      text.write(b);
    }
    assertThat(Pem.openPlain(text.toByteArray())).isEqualTo(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void utf16IsRefusedByName(String charset) throws Exception {
    byte[] pem = Pem.wrap("PRIVATE KEY", SAMPLE.contents());
    byte[] encoded = new String(pem, US_ASCII).getBytes(charset);
    assertThatThrownBy(() -> PrivateKeyReader.parse(encoded))
        .isInstanceOfSatisfying(
            KeyFileException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_ENCODING))
        .hasMessageContaining("UTF-16")
        .hasMessageContaining("iconv");
  }
}
