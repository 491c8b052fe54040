package org.sshkr.ssh.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/** The forms of an ECDSA signature, written out by hand. */
class EcdsaNumbersTest {
  private static EcdsaNumbers numbers(String r, String s) {
    return new EcdsaNumbers(new BigInteger(r, 16), new BigInteger(s, 16));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void numberWithItsHighestBitSetGetsASignByteInDer() {
    assertThat(hex(numbers("80", "7f").der())).isEqualTo("30070202008002017f");
  }

  @Test
  void longSequenceHasItsLengthInTwoBytes() {
    String longest = "01" + "ff".repeat(65);
    assertThat(hex(numbers(longest, longest).der()))
        .isEqualTo("308188" + ("0242" + longest).repeat(2));
    String shorter = "7f".repeat(62);
    assertThat(hex(numbers(shorter, "7f".repeat(61)).der())).startsWith("307f023e7f");
    assertThat(hex(numbers(shorter, shorter).der())).startsWith("308180023e7f");
  }

  @Test
  void bothNumbersAreAsLongAsTheOrderInP1363() {
    BigInteger order = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
    assertThat(hex(numbers("ffeeddcc", "1").p1363(order))).isEqualTo("ffeeddcc00000001");
    assertThat(hex(numbers("1", "2").p1363(BigInteger.ONE.shiftLeft(520))))
        .isEqualTo("00".repeat(65) + "01" + "00".repeat(65) + "02");
  }

  @Test
  void readsTwoNumbersAndNoMore() {
    WireWriter two = new WireWriter().writeMpint(BigInteger.ONE).writeMpint(BigInteger.TWO);
    assertThat(EcdsaNumbers.read(new WireReader(two.toByteArray()))).isEqualTo(numbers("1", "2"));
    byte[] three = two.writeByte(0).toByteArray();
    assertThatThrownBy(() -> EcdsaNumbers.read(new WireReader(three)))
        .isInstanceOf(WireFormatException.class);
  }
}
