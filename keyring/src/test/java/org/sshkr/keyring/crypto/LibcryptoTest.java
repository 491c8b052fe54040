package org.sshkr.keyring.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.RsassaPkcs1;
import org.sshkr.keyring.RsassaPss;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;

class LibcryptoTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Orders of the curves: SEC 2, sections 2.4.2, 2.5.1 and 2.6.1. */
  private static final Map<String, BigInteger> ORDERS =
      Map.of(
          "ecdsa-sha2-nistp256",
          new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16),
          "ecdsa-sha2-nistp384",
          new BigInteger(
              "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a"
                  + "ecec196accc52973",
              16),
          "ecdsa-sha2-nistp521",
          new BigInteger(
              "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f"
                  + "966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
              16));

  private static ByteBuffer direct(byte[] number) {
    return ByteBuffer.allocateDirect(number.length).put(number).flip();
  }

  private static ByteBuffer number(String hex) {
    return direct(HEX.parseHex(hex));
  }

  /** RFC 8032, section 7.1, tests 1, 2, 3 and SHA(abc). */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
        + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
        + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
        + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
        + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2"
        + "192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
        + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
        + "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
  })
  void signsAsRfc8032Says(String seed, String point, String data, String signature) {
    Ed25519PublicKey key = new Ed25519PublicKey(Blob.copyOf(HEX.parseHex(point)));
    assertThat(Libcrypto.publicKey("ssh-ed25519", number(seed))).isEqualTo(key);
    WireReader signed = new WireReader(Libcrypto.sign(key, number(seed), HEX.parseHex(data)));
    assertThat(signed.readText()).isEqualTo("ssh-ed25519");
    assertThat(HEX.formatHex(signed.readString())).isEqualTo(signature);
  }

  /** The keys of RFC 6979, appendices A.2.5 to A.2.7: d, x, y. */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({
    "ecdsa-sha2-nistp256,"
        + "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,"
        + "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,"
        + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
    "ecdsa-sha2-nistp384,"
        + "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8"
        + "96D5724E4C70A825F872C9EA60D2EDF5,"
        + "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64"
        + "DEF8F0EA9055866064A254515480BC13,"
        + "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1"
        + "288B231C3AE0D4FE7344FD2533264720",
    "ecdsa-sha2-nistp521,"
        + "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75"
        + "CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538,"
        + "01894550D0785932E00EAA23B694F213F8C3121F86DC97A04E5A7167DB4E5BCD"
        + "371123D46E45DB6B5D5370A7F20FB633155D38FFA16D2BD761DCAC474B9A2F5023A4,"
        + "00493101C962CD4D2FDDF782285E64584139C2F91B47F87FF82354D6630F746A"
        + "28A0DB25741B5B34A828008B22ACC23F924FAAFBD4D33F81EA66956DFEAA2BFDFCF5"
  })
  void findsThePublicKeysOfRfc6979(String type, String d, String x, String y) {
    ByteBuffer number = number(d);
    SshPublicKey key = Libcrypto.publicKey(type, number);
    Blob point = Blob.copyOf(HEX.parseHex("04" + x + y));
    assertThat(((EcdsaPublicKey) key).point()).isEqualTo(point);
    byte[] data = "what is signed".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 300; i++) { // numbers of all lengths
      assertThat(key.verifies(data, Libcrypto.sign(key, number, data))).isTrue();
    }
    assertThat(number.position()).isZero();
  }

  @Test
  void numberThatIsZeroOrNotBelowTheOrderIsRefused() {
    for (String type : ORDERS.keySet()) {
      BigInteger order = ORDERS.get(type);
      byte[] largest = fixed(order.subtract(BigInteger.ONE), type);
      SshPublicKey key = Libcrypto.publicKey(type, direct(largest));
      assertThat(key.verifies(largest, Libcrypto.sign(key, direct(largest), largest))).isTrue();
      for (BigInteger wrong : List.of(BigInteger.ZERO, order, order.add(BigInteger.ONE))) {
        ByteBuffer number = direct(fixed(wrong, type));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> Libcrypto.publicKey(type, number))
            .withMessageContaining(type);
      }
    }
  }

  private static byte[] fixed(BigInteger number, String type) {
    byte[] bytes = new byte[Libcrypto.numberLength(type)];
    byte[] signed = number.toByteArray();
    int from = Math.max(0, signed.length - bytes.length);
    System.arraycopy(
        signed, from, bytes, bytes.length - (signed.length - from), signed.length - from);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521"
      })
  void signatureByTheNumberOfAnotherKeyDoesNotLeave(String type) {
    byte[] one = new byte[Libcrypto.numberLength(type)];
    one[one.length - 1] = 1;
    byte[] two = new byte[one.length];
    two[two.length - 1] = 2;
    SshPublicKey key = Libcrypto.publicKey(type, SecretBytes.moveFrom(one));
    assertThatIllegalStateException()
        .isThrownBy(() -> Libcrypto.sign(key, direct(two), new byte[1]))
        .withMessageContaining("another key");
  }

  @Test
  void numberOfAnotherLengthIsRefused() {
    for (String type : List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521")) {
      for (int length : new int[] {0, 31, 33, 65, 67}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> Libcrypto.publicKey(type, ByteBuffer.allocateDirect(length)));
      }
    }
    byte[] onTheHeap = new byte[32];
    Arrays.fill(onTheHeap, (byte) 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Libcrypto.publicKey("ssh-ed25519", ByteBuffer.wrap(onTheHeap)));
  }

  @Test
  void typesThatSign() {
    assertThat(Libcrypto.signs("ssh-rsa")).isTrue();
    assertThat(Libcrypto.signs("sk-ssh-ed25519@openssh.com")).isFalse();
    assertThat(Libcrypto.signs("ecdsa-sha2-nistp384")).isTrue();
    assertThat(Libcrypto.signsRsa(2040)).isFalse();
    assertThat(Libcrypto.signsRsa(2041)).isTrue();
    assertThat(Libcrypto.signsRsa(16384)).isTrue();
    assertThat(Libcrypto.signsRsa(16385)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> Libcrypto.numberLength("ssh-rsa"));
  }

  private static byte[] pkcs8(int bits) {
    return TestKeys.pair(bits).getPrivate().getEncoded();
  }

  @ParameterizedTest
  @ValueSource(ints = {2047, 2048, 3072, 4096})
  void rsaSignsInEveryScheme(int bits) {
    KeyPair pair = TestKeys.pair(bits);
    ByteBuffer number = direct(pkcs8(bits));
    RsaPublicKey key = (RsaPublicKey) Libcrypto.publicKey("ssh-rsa", number);
    assertThat(key).isEqualTo(TestKeys.publicKey(pair));
    byte[] data = {1, 2, 3};
    for (HashAlgorithm hash : HashAlgorithm.values()) {
      for (SignatureScheme scheme :
          List.of(new RsassaPkcs1(hash), new RsassaPss(hash, hash.length()))) {
        byte[] signature = Libcrypto.sign(key, number, scheme, hash.digest(data));
        assertThat(signature).hasSize(key.size());
        assertThat(TestKeys.verifies(pair, scheme, data, signature)).isTrue();
      }
    }
    assertThat(Libcrypto.belong(key, number)).isTrue();
  }

  /** Each byte of the encoding changed: what it says of itself, and every number. */
  @Test
  void rsaKeyWithAnyByteChangedDoesNotBelongOrIsTheSame() {
    RsaPublicKey key = TestKeys.publicKey(TestKeys.pair(2048));
    byte[] right = pkcs8(2048);
    RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) TestKeys.pair(2048).getPrivate();
    int d = indexOf(right, numbers.getPrivateExponent().toByteArray());
    int afterD = d + numbers.getPrivateExponent().toByteArray().length;
    for (int i = 0; i < right.length; i += i < 40 || right.length - i < 20 ? 1 : 7) {
      byte[] wrong = right.clone();
      wrong[i] ^= 1;
      boolean ofD = i > d && i < afterD; // d is not used
      assertThat(Libcrypto.belong(key, direct(wrong))).as("byte " + i).isEqualTo(ofD);
    }
    for (int length = 0; length < right.length; length += 11) {
      assertThat(Libcrypto.belong(key, direct(Arrays.copyOf(right, length)))).isFalse();
    }
    assertThat(Libcrypto.belong(key, direct(Arrays.copyOf(right, right.length + 1)))).isFalse();
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i <= all.length - part.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError();
  }

  @Test
  void rsaSignatureByAnotherKeyDoesNotLeave() {
    RsaPublicKey key = TestKeys.publicKey(TestKeys.pair(2048));
    ByteBuffer other = direct(TestKeys.otherPair(2048).getPrivate().getEncoded());
    assertThatIllegalStateException()
        .isThrownBy(() -> Libcrypto.sign(key, other, SignatureAlgorithm.RSA_SHA2_256, new byte[32]))
        .withMessageContaining("another key");
    assertThat(Libcrypto.belong(key, other)).isFalse();
  }
}
