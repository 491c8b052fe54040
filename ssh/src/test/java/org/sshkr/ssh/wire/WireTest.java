package org.sshkr.ssh.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  private static WireReader reader(String hex) {
    return new WireReader(HexFormat.of().parseHex(hex));
  }

  /** The positive examples of RFC 4251, section 5. */
  @ParameterizedTest
  @CsvSource({"9a378f9b2e332a7, 0000000809a378f9b2e332a7", "80, 000000020080"})
  void mpintAsInTheRfc(String number, String encoded) {
    BigInteger value = new BigInteger(number, 16);
    assertThat(HexFormat.of().formatHex(new WireWriter().writeMpint(value).toByteArray()))
        .isEqualTo(encoded);
    assertThat(reader(encoded).readPositiveMpint()).isEqualTo(value);
  }

  @Test
  void zeroIsAnEmptyMpint() {
    assertThat(new WireWriter().writeMpint(BigInteger.ZERO).toByteArray())
        .containsExactly(0, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000", // zero
        "00000002edcc", // -1234 of the RFC
        "0000000100", // zero, not minimal
        "000000020001", // one, not minimal
        "00000003000001", // one with two bytes too many
        "0000000201", // ends early
        "7fffffff01", // longer than any array
        "ffffffff01",
        "000000",
      })
  void mpintThatIsNotPositiveMinimalAndWholeIsRefused(String encoded) {
    assertThatThrownBy(() -> reader(encoded).readPositiveMpint())
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void everyTypeRoundTrips() {
    byte[] encoded =
        new WireWriter()
            .writeByte(200)
            .writeUint32(0xfffffffeL)
            .writeText("naïve 🔑")
            .writeString(new byte[] {1, 2})
            .writeRaw(new byte[] {7})
            .toByteArray();
    WireReader in = new WireReader(encoded);
    assertThat(in.readByte()).isEqualTo(200);
    assertThat(in.readUint32()).isEqualTo(0xfffffffeL);
    assertThat(in.readText()).isEqualTo("naïve 🔑");
    WireReader nested = in.readNested();
    assertThat(nested.readRest()).containsExactly(1, 2);
    nested.expectEnd();
    assertThatThrownBy(in::expectEnd)
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("1 bytes too many");
    assertThat(in.remaining()).isEqualTo(1);
  }

  @Test
  void sixtyFourBitsAreReadWholeOrNotAtAll() {
    assertThat(reader("0102030405060708").readUint64()).isEqualTo(0x0102030405060708L);
    assertThatThrownBy(() -> reader("01020304050607").readUint64())
        .isInstanceOf(WireFormatException.class)
        .hasMessage("ends 1 bytes early");
  }

  @Test
  void stringIsTheCallersOwn() {
    byte[] encoded = new WireWriter().writeString(new byte[] {1, 2}).toByteArray();
    byte[] first = new WireReader(encoded).readString();
    assertThat(first).containsExactly(1, 2);
    first[0] = 9;
    assertThat(new WireReader(encoded).readString()).containsExactly(1, 2);
  }

  @Test
  void nestedReaderStopsAtItsEnd() {
    WireReader in = reader("0000000101" + "ff");
    WireReader nested = in.readNested();
    nested.readByte();
    assertThatThrownBy(nested::readByte).isInstanceOf(WireFormatException.class);
  }

  @Test
  void textMustBeUtf8() {
    assertThatThrownBy(() -> reader("00000001ff").readText())
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void blobIsItsOwnCopyAndComparesByValue() {
    byte[] bytes = {1, 2, 3};
    Blob blob = Blob.copyOf(bytes);
    bytes[0] = 9;
    assertThat(blob.toByteArray()).containsExactly(1, 2, 3);
    blob.toByteArray()[0] = 9;
    assertThat(blob)
        .isEqualTo(Blob.copyOf(new byte[] {1, 2, 3}))
        .hasSameHashCodeAs(Blob.copyOf(new byte[] {1, 2, 3}))
        .doesNotHaveSameHashCodeAs(Blob.copyOf(new byte[0]))
        .isNotEqualTo(Blob.copyOf(new byte[] {1, 2}));
    assertThat(blob.length()).isEqualTo(3);
  }

  @Test
  void blobShowsItsLengthAndNoMoreThanEightBytes() {
    assertThat(Blob.copyOf(new byte[] {1, (byte) 0xab})).hasToString("Blob[2: 01ab…]");
    assertThat(Blob.copyOf(new byte[9])).hasToString("Blob[9: 0000000000000000…]");
  }

  @Test
  void booleanIsZeroOrOne() {
    byte[] both = new WireWriter().writeBoolean(false).writeBoolean(true).toByteArray();
    assertThat(both).containsExactly(0, 1);
    WireReader in = new WireReader(both);
    assertThat(in.readBoolean()).isFalse();
    assertThat(in.readBoolean()).isTrue();
    assertThatThrownBy(() -> reader("02").readBoolean()).isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> reader("").readBoolean()).isInstanceOf(WireFormatException.class);
  }
}
