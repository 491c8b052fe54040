package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads values at the limits of DER, and one beyond them. */
class DerReaderTest {
  private static DerReader der(String hex) {
    return new DerReader(HexFormat.of().parseHex(hex));
  }

  private static void malformed(KeyRead read) {
    assertThatThrownBy(read::run)
        .isInstanceOf(KeyFileException.class)
        .hasMessage("damaged or broken off: not valid DER");
  }

  private interface KeyRead {
    void run() throws KeyFileException;
  }

  @ParameterizedTest
  @CsvSource({
    "020100, 0",
    "02017f, 127",
    "02020080, 128",
    "02047fffffff, 2147483647",
    "02050080000000, 2147483647",
    "020500ffffffff, 2147483647",
    "020900ffffffffffffffff, 2147483647"
  })
  void countIsReadUpToTheLargestInt(String hex, int count) throws Exception {
    assertThat(der(hex).readCount()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0200", "0201ff", "02020000", "0202007f", "020180", "0202", "02020100ff"})
  void integerThatIsNegativeOrNotInItsShortestFormIsMalformed(String hex) {
    DerReader in = der(hex);
    malformed(
        () -> {
          in.readInteger();
          in.expectEnd();
        });
  }

  @ParameterizedTest
  @CsvSource({"06022a00, 1.2.0", "06062a87ffffff7f, 1.2.2147483647", "060188, -", "0601, -"})
  void identifierOfZeroAndOfTheLargestArc(String hex, String dotted) throws Exception {
    if (dotted.equals("-")) {
      malformed(() -> der(hex).readObjectIdentifier());
    } else {
      assertThat(der(hex).readObjectIdentifier()).isEqualTo(dotted);
    }
  }

  @Test
  void identifierHasAtMost32BytesAndArcsBelow2To31() throws Exception {
    assertThat(der("0620" + "2a".repeat(32)).readObjectIdentifier()).startsWith("1.2.42.");
    malformed(() -> der("0621" + "2a".repeat(33)).readObjectIdentifier());
    malformed(() -> der("06062a8880808000").readObjectIdentifier());
  }

  @Test
  void parameterMayBeMissing() throws Exception {
    DerReader in = der("0500");
    in.skipOptional();
    in.skipOptional();
    in.expectEnd();
    malformed(() -> der("0501").skipOptional());
  }

  @ParameterizedTest
  @CsvSource({"8100, 0", "817f, 127", "820080, 128", "8500000000ff, 255", "83000100, 256"})
  void lengthMayBeInALongerForm(String length, int bytes) throws Exception {
    assertThat(der("04" + length + "00".repeat(bytes)).readOctetString()).hasSize(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0480000000", "24800401ff", "24800401ff00", "24800401ff0001", "2480"})
  void indefiniteLengthOfWhatHasNoPartsOrNoEndIsMalformed(String hex) {
    malformed(() -> der(hex).readOctetString());
  }

  @ParameterizedTest
  @CsvSource({
    "7f, 127",
    "8180, 128",
    "81ff, 255",
    "820100, 256",
    "82ffff, 65535",
    "83010000, 65536"
  })
  void lengthsOfOneToFourBytes(String length, int bytes) throws Exception {
    assertThat(der("04" + length + "00".repeat(bytes)).readOctetString()).hasSize(bytes);
    malformed(() -> der("04" + length + "00".repeat(bytes - 1)).readOctetString());
  }

  @Test
  void lengthOfFourBytes() throws Exception {
    byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex("048401000000"), 6 + (1 << 24));
    assertThat(new DerReader(bytes).readOctetString()).hasSize(1 << 24);
    malformed(() -> new DerReader(Arrays.copyOf(bytes, bytes.length - 1)).readOctetString());
  }

  @ParameterizedTest
  @CsvSource({"030100, ''", "03020007, 07", "2380030200070000, 07", "2304030200ff, ff"})
  void bitStringIsReadWithoutTheCountOfItsUnusedBits(String hex, String bytes) throws Exception {
    assertThat(der(hex).readBitString()).isEqualTo(HexFormat.of().parseHex(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0300", "03020107", "040100", "2300", "03030007", "0302"})
  void bitStringThatIsEmptyOrEndsWithinAByteIsMalformed(String hex) {
    malformed(() -> der(hex).readBitString());
  }

  @Test
  void bitStringMayHaveAnotherTag() throws Exception {
    assertThat(der("81020007").readBitString(0x81)).containsExactly(7);
    malformed(() -> der("81020107").readBitString(0x81));
    malformed(() -> der("8100").readBitString(0x81));
    malformed(() -> der("03020007").readBitString(0x81));
  }

  @Test
  void valueEndsWithinTheOneAroundIt() {
    malformed(() -> der("0403ffff").readOctetString());
    malformed(() -> der("300304020000").readSequence().readOctetString());
  }
}
