package org.sshkr.ssh.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireWriter;

/** The facts that a message with a key reveals by its type and lengths alone. */
class AddIdentityTest {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  /** The fields from the type to the comment; only the first two numbers matter. */
  private static WireWriter plain(int type, BigInteger first, BigInteger second) {
    WireWriter out =
        new WireWriter().writeByte(type).writeText("ssh-rsa").writeMpint(first).writeMpint(second);
    for (int i = 0; i < 4; i++) {
      out.writeMpint(BigInteger.TEN);
    }
    return out.writeText("comment");
  }

  private static BigInteger modulus(int bits) {
    return BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
  }

  private static AddIdentity read(byte[] message) {
    return AddIdentity.read(ByteBuffer.wrap(message));
  }

  @ParameterizedTest
  @CsvSource({"2040, 256", "2041, 256", "2047, 256", "2048, 257", "4096, 513"})
  void lengthOfTheModulusIsTold(int bits, int length) {
    AddIdentity key = read(plain(AddIdentity.TYPE, modulus(bits), EXPONENT).toByteArray());
    assertThat(key).isEqualTo(new AddIdentity("ssh-rsa", length));
  }

  /** Apache MINA SSHD sends it after the exponent. */
  @Test
  void modulusMayComeSecond() {
    byte[] message = plain(AddIdentity.TYPE, EXPONENT, modulus(2048)).toByteArray();
    assertThat(read(message).modulusLength()).isEqualTo(257);
  }

  @Test
  void constraintsAreSkipped() {
    WireWriter out = plain(AddIdentity.CONSTRAINED_TYPE, modulus(2048), EXPONENT);
    out.writeByte(1).writeUint32(60).writeByte(2);
    out.writeByte(255).writeText("name@example.org").writeString(new byte[9]);
    assertThat(read(out.toByteArray()).modulusLength()).isEqualTo(257);
    assertThatThrownBy(() -> read(out.writeByte(3).toByteArray()))
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void certificateIsKnownByItsType() {
    WireWriter out =
        new WireWriter()
            .writeByte(AddIdentity.TYPE)
            .writeText("ssh-rsa-cert-v01@openssh.com")
            .writeString(new byte[900]);
    for (int i = 0; i < 4; i++) {
      out.writeMpint(BigInteger.TEN);
    }
    AddIdentity key = read(out.writeText("").toByteArray());
    assertThat(key).isEqualTo(new AddIdentity("ssh-rsa-cert-v01@openssh.com", 0));
  }

  @Test
  void otherTypesAreNamedAndNotLookedInto() {
    byte[] message =
        new WireWriter().writeByte(17).writeText("ssh-ed25519").writeRaw(new byte[3]).toByteArray();
    assertThat(read(message)).isEqualTo(new AddIdentity("ssh-ed25519", 0));
  }

  /** Each would have started a program, which would only have refused it. */
  @ParameterizedTest
  @ValueSource(ints = {AddIdentity.TYPE, AddIdentity.CONSTRAINED_TYPE})
  void lengthsThatDoNotAddUpAreRefused(int type) {
    byte[] whole = plain(type, modulus(2048), EXPONENT).toByteArray();
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).as("%d", length).isInstanceOf(WireFormatException.class);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(WireFormatException.class);
    for (int i = 1; i < 5; i++) { // the length of the type
      byte[] wrong = whole.clone();
      wrong[i] ^= (byte) 0x80;
      assertThatThrownBy(() -> read(wrong)).isInstanceOf(WireFormatException.class);
    }
  }

  /** If a client is out of step, a length may be four bytes of the key. */
  @Test
  void noNumberOfTheMessageIsInTheReason() {
    byte[] message = plain(AddIdentity.TYPE, modulus(2048), EXPONENT).toByteArray();
    Arrays.fill(message, 12, 16, (byte) 0x7f);
    assertThatThrownBy(() -> read(message)).hasMessageNotContainingAny("7f", "2139062143");
  }
}
