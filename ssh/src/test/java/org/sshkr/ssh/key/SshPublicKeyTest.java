package org.sshkr.ssh.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.session.TestHost;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireWriter;

class SshPublicKeyTest {
  private static final byte[] DATA = "exchange hash".getBytes(UTF_8);

  static List<TestHost> hosts() {
    return TestHost.all();
  }

  private static SshPublicKey keyOf(TestHost host) {
    return SshPublicKey.ofBlob(host.blob().toByteArray());
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void signatureOfTheKeyIsGoodForItsDataAlone(TestHost host) {
    byte[] signature = host.sign(DATA).toByteArray();
    assertThat(keyOf(host).verifies(DATA, signature)).isTrue();
    assertThat(keyOf(host).verifies("other".getBytes(UTF_8), signature)).isFalse();
    assertThat(keyOf(host).verifies(new byte[0], signature)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void changedCutOrExtendedSignatureIsNone(TestHost host) {
    SshPublicKey key = keyOf(host);
    byte[] signature = host.sign(DATA).toByteArray();
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(key.verifies(DATA, changed)).isFalse();
      assertThat(key.verifies(DATA, Arrays.copyOf(signature, i))).isFalse();
    }
    assertThat(key.verifies(DATA, Arrays.copyOf(signature, signature.length + 1))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void signatureOfAnotherKeyIsNone(TestHost host) {
    for (TestHost other : TestHost.all()) {
      assertThat(keyOf(host).verifies(DATA, other.sign(DATA).toByteArray())).isFalse();
    }
  }

  /** Like OpenSSH's agent: the client has already decided. */
  @ParameterizedTest
  @ValueSource(strings = {"ssh-rsa", "rsa-sha2-256", "rsa-sha2-512"})
  void rsaSignsWithEachOfItsAlgorithms(String algorithm) {
    TestHost host = TestHost.rsa(1024);
    byte[] signature = host.signature(algorithm, DATA);
    assertThat(keyOf(host).verifies(DATA, host.sign(algorithm, DATA).toByteArray())).isTrue();
    byte[] named = new WireWriter().writeText("rsa-sha2-384").writeString(signature).toByteArray();
    assertThat(keyOf(host).verifies(DATA, named)).isFalse();
  }

  @Test
  void rsaSignatureMayLackItsLeadingZeros() {
    TestHost host = TestHost.rsa(1024);
    for (int i = 0; ; i++) { // one signature in 256 begins with a zero
      byte[] data = ("data " + i).getBytes(UTF_8);
      byte[] signature = host.signature("rsa-sha2-256", data);
      if (signature[0] == 0) {
        byte[] shorter = Arrays.copyOfRange(signature, 1, signature.length);
        byte[] sent = new WireWriter().writeText("rsa-sha2-256").writeString(shorter).toByteArray();
        assertThat(keyOf(host).verifies(data, sent)).isTrue();
        return;
      }
    }
  }

  @Test
  void rsaKeyThatTheJdkDoesNotTakeVerifiesNothing() {
    BigInteger n = BigInteger.ONE.shiftLeft(4095).setBit(0);
    byte[] signature =
        new WireWriter().writeText("rsa-sha2-256").writeString(new byte[512]).toByteArray();
    assertThat(new RsaPublicKey(n, n).verifies(DATA, signature)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void isWrittenAsItWasRead(TestHost host) {
    assertThat(keyOf(host).blob()).isEqualTo(host.blob().toByteArray());
    assertThat(keyOf(host).type()).isEqualTo(host.type());
    assertThat(keyOf(host)).isEqualTo(keyOf(host)).hasSameHashCodeAs(keyOf(host));
    assertThat(keyOf(host).line("a comment")).startsWith(host.type() + " ").endsWith(" a comment");
    assertThat(keyOf(host).line("")).doesNotEndWith(" ");
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 384, 521})
  void ecdsaNumbersOutOfRangeAreNoSignature(int bits) {
    TestHost host = TestHost.ecdsa(bits);
    BigInteger order = ((ECPublicKey) host.pair().getPublic()).getParams().getOrder();
    for (BigInteger bad :
        List.of(BigInteger.ZERO, order, order.negate(), BigInteger.ONE.shiftLeft(8 * 4096))) {
      for (boolean first : new boolean[] {true, false}) {
        byte[] numbers =
            new WireWriter()
                .writeMpint(first ? bad : BigInteger.ONE)
                .writeMpint(first ? BigInteger.ONE : bad)
                .toByteArray();
        byte[] signature =
            new WireWriter().writeText(host.type()).writeString(numbers).toByteArray();
        assertThat(keyOf(host).verifies(DATA, signature)).isFalse();
      }
    }
  }

  /** The JDK makes a key of any pair of numbers. */
  @ParameterizedTest
  @ValueSource(ints = {256, 384, 521})
  void pointBesideItsCurveIsRefused(int bits) {
    byte[] blob = TestHost.ecdsa(bits).blob().toByteArray();
    for (int fromEnd : new int[] {1, (bits + 7) / 8 + 1}) {
      byte[] changed = blob.clone();
      changed[changed.length - fromEnd] ^= 1;
      assertThatThrownBy(() -> SshPublicKey.ofBlob(changed))
          .isInstanceOf(WireFormatException.class)
          .hasMessageContaining("not a point of its curve");
    }
  }

  @Test
  void keyOfAnUnknownTypeIsRefused() {
    Blob dss = TestHost.blob(new WireWriter().writeText("ssh-dss").writeMpint(BigInteger.TEN));
    assertThatThrownBy(() -> SshPublicKey.ofBlob(dss.toByteArray()))
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void anythingBehindTheKeyIsRefused() {
    for (TestHost host : TestHost.all()) {
      byte[] blob = host.blob().toByteArray();
      assertThatThrownBy(() -> SshPublicKey.ofBlob(Arrays.copyOf(blob, blob.length + 1)))
          .isInstanceOf(WireFormatException.class);
      for (int length = 0; length < blob.length; length++) {
        byte[] cut = Arrays.copyOf(blob, length);
        assertThatThrownBy(() -> SshPublicKey.ofBlob(cut)).isInstanceOf(WireFormatException.class);
      }
    }
  }

  /** The data that a FIDO authenticator signs: PROTOCOL.u2f, SSH U2F signatures. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void securityKeySignsHashesFlagsAndCounter(boolean ecdsa) throws Exception {
    TestHost plain = ecdsa ? TestHost.ecdsa(256) : TestHost.ed25519();
    String type = ecdsa ? "sk-ecdsa-sha2-nistp256@openssh.com" : "sk-ssh-ed25519@openssh.com";
    Blob blob =
        TestHost.blob(new WireWriter().writeText(type).writeRaw(plain.fields()).writeText("ssh:"));
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] signed =
        new WireWriter()
            .writeRaw(sha256.digest("ssh:".getBytes(UTF_8)))
            .writeByte(1)
            .writeUint32(41)
            .writeRaw(sha256.digest(DATA))
            .toByteArray();
    byte[] bare = plain.signature(plain.type(), signed);
    for (int counter : new int[] {41, 42}) {
      byte[] signature =
          new WireWriter()
              .writeText(type)
              .writeString(bare)
              .writeByte(1)
              .writeUint32(counter)
              .toByteArray();
      assertThat(SshPublicKey.ofBlob(blob.toByteArray()).verifies(DATA, signature))
          .isEqualTo(counter == 41);
    }
    byte[] withoutFlags = plain.sign(DATA).toByteArray();
    assertThat(SshPublicKey.ofBlob(blob.toByteArray()).verifies(DATA, withoutFlags)).isFalse();
  }
}
