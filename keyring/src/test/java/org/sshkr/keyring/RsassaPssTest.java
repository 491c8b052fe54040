package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The encoding against published signatures: the public operation on them must give ours.
 * KeyringContract has the JDK verify signatures with salts of other lengths.
 */
class RsassaPssTest {
  private static final byte[] NO_SALT = {};

  /** NIST's CAVP vectors, SigGenPSS_186-3 ("SigGen PKCS#1 RSASSA-PSS", CAVS 10.1), modulus 1024. */
  @ParameterizedTest
  @CsvSource({
    "SHA256,"
        + "1A0A52B98714806EF7499C9DBBE51738AA4D38A3EA434C6A1742A46A7620E2EC9353349CAA23834FBD634A824D4700A6"
        + "10E00AA5BF87B1DF7B2900D7E4E07454A30F1FE744CEB757B8F92CF055D226E84D5E633F589E53B0373EE80A59EADA4B"
        + "7259F5182DC591427345232EBCAF4DDBD4F9DC90313415E96CF53C59C16281FE",
    "SHA384,"
        + "9603D25D06FDC6D1A361B8C2407CA764A6F5DDD1E94F19B7EE43BE6D6BA9959BF6CC957DA4DDC86257BE65127DA92EF6"
        + "D625643ACE512EB1F865FD2BEDE666E23962B92A4EC6D443F24967A15BF37FBC7C064B6B14246948CA3C9A942369F5B1"
        + "1EEDD0D6BD672EE3E7057143498EC58340C745C5E41156D27AF087123F4A6638",
    "SHA512,"
        + "3013A7083477FDE35232317BE59355EA3E33B2DDD6530806EE2B71213490FFF7FB1EBEE0FA5533281207683BE68ABFBF"
        + "270AFB8CEA52CD505F3654A9AE460A7551587C77604FD25BCC12A4443BAA532CAF6FAE066FB3A5FA61AA1D88C6E5DE6B"
        + "F7A0176B0543FB5728906A2C0E24DC4AF8E8BE4DA46DB38C40DF1A524F6D81D3",
  })
  void encodesWithoutSaltAsNistDoes(HashAlgorithm hash, String signature) {
    BigInteger n =
        new BigInteger(
            "c87155f3d9f3771f6ab89ef30cd36230463902ff0633aa869b6dbd7592c83f4b2f882739ff499f1499fb0db4586c7f7b"
                + "2dfd5a37dbe0df37dea9d0d5814a4047b647c1d8eb356ebae6a198899f97c25f9182fab2b6be88384a1b8cb16a82a05a"
                + "aadf610ce2e045b41b8880a13b7133ea07296126471c9a450ae48bc880102c8b",
            16);
    String message =
        "1e0ffcab2f1d52641097cf6cb3b696eeed10b450d56ca5ad6dd5198684edf8b4da84a3a186697db89580aa1af4151693"
            + "9070b9ccbbaa1ac2d2bf12761ce3d3e7f61a283d2d03ff47acf42427574c4f4c360561a1d689eb04ecc7f0fa3c85eca1"
            + "b9f814e6ee92e0f79c1bc7fca503490228f73337eeb21f5d05163a79aa7b4acb";
    byte[] digest = hash.digest(HexFormat.of().parseHex(message));
    assertThat(new BigInteger(1, new RsassaPss(hash, 0).encode(digest, 1024, NO_SALT)))
        .isEqualTo(new BigInteger(signature, 16).modPow(BigInteger.valueOf(0x1001), n));
  }

  /**
   * RSA Laboratories' vectors, pss-vect.txt of PKCS #1 v2.1: examples 1.2, 2.1, 4.1 and 8.2, whose
   * moduli leave 7, 0, 2 and 6 bits for the first byte.
   */
  @ParameterizedTest
  @CsvSource({
    "1024,"
        + "a56e4a0e701017589a5187dc7ea841d156f2ec0e36ad52a44dfeb1e61f7ad991d8c51056ffedb162b4c0f283a12a88a3"
        + "94dff526ab7291cbb307ceabfce0b1dfd5cd9508096d5b2b8b6df5d671ef6377c0921cb23c270a70e2598e6ff89d19f1"
        + "05acc2d3f0cb35f29280e1386b6f64c4ef22e1e1f20d0ce8cffb2249bd9a2137,"
        + "851384cdfe819c22ed6c4ccb30daeb5cf059bc8e1166b7e3530c4c233e2b5f8f71a1cca582d43ecc72b1bca16dfc7013"
        + "226b9e,"
        + "ef2869fa40c346cb183dab3d7bffc98fd56df42d,"
        + "3ef7f46e831bf92b32274142a585ffcefbdca7b32ae90d10fb0f0c729984f04ef29a9df0780775ce43739b97838390db"
        + "0a5505e63de927028d9d29b219ca2c4517832558a55d694a6d25b9dab66003c4cccd907802193be5170d26147d37b935"
        + "90241be51c25055f47ef62752cfbe21418fafe98c22c4d4d47724fdb5669e843",
    "1025,"
        + "01d40c1bcf97a68ae7cdbd8a7bf3e34fa19dcca4ef75a47454375f94514d88fed006fb829f8419ff87d6315da68a1ff3"
        + "a0938e9abb3464011c303ad99199cf0c7c7a8b477dce829e8844f625b115e5e9c4a59cf8f8113b6834336a2fd2689b47"
        + "2cbb5e5cabe674350c59b6c17e176874fb42f8fc3d176a017edc61fd326c4b33c9,"
        + "daba032066263faedb659848115278a52c44faa3a76f37515ed336321072c40a9d9b53bc05014078adf520875146aae7"
        + "0ff060226dcb7b1f1fc27e9360,"
        + "57bf160bcb02bb1dc7280cf0458530b7d2832ff7,"
        + "014c5ba5338328ccc6e7a90bf1c0ab3fd606ff4796d3c12e4b639ed9136a5fec6c16d8884bdd99cfdc521456b0742b73"
        + "6868cf90de099adb8d5ffd1deff39ba4007ab746cefdb22d7df0e225f54627dc65466131721b90af445363a8358b9f60"
        + "7642f78fab0ab0f43b7168d64bae70d8827848d8ef1e421c5754ddf42c2589b5b3",
    "1027,"
        + "054adb7886447efe6f57e0368f06cf52b0a3370760d161cef126b91be7f89c421b62a6ec1da3c311d75ed50e0ab5fff3"
        + "fd338acc3aa8a4e77ee26369acb81ba900fa83f5300cf9bb6c53ad1dc8a178b815db4235a9a9da0c06de4e615ea1277c"
        + "e559e9c108de58c14a81aa77f5a6f8d1335494498848c8b95940740be7bf7c3705,"
        + "9fb03b827c8217d9,"
        + "ed7c98c95f30974fbe4fbddcf0f28d6021c0e91d,"
        + "0323d5b7bf20ba4539289ae452ae4297080feff4518423ff4811a817837e7d82f1836cdfab54514ff0887bddeebf40bf"
        + "99b047abc3ecfa6a37a3ef00f4a0c4a88aae0904b745c846c4107e8797723e8ac810d9e3d95dfa30ff4966f4d75d1376"
        + "8d20857f2b1406f264cfe75e27d7652f4b5ed3575f28a702f8c4ed9cf9b2d44948",
    "1031,"
        + "495370a1fb18543c16d3631e3163255df62be6eee890d5f25509e4f778a8ea6fbbbcdf85dff64e0d972003ab3681fbba"
        + "6dd41fd541829b2e582de9f2a4a4e0a2d0900bef4753db3cee0ee06c7dfae8b1d53b5953218f9cceea695b08668edeaa"
        + "dced9463b1d790d5ebf27e9115b46cad4d9a2b8efab0561b0810344739ada0733f,"
        + "e2f96eaf0e05e7ba326ecca0ba7fd2f7c02356f3cede9d0faabf4fcc8e60a973e5595fd9ea08,"
        + "435c098aa9909eb2377f1248b091b68987ff1838,"
        + "2707b9ad5115c58c94e932e8ec0a280f56339e44a1b58d4ddcff2f312e5f34dcfe39e89c6a94dcee86dbbdae5b79ba4e"
        + "0819a9e7bfd9d982e7ee6c86ee68396e8b3a14c9c8f34b178eb741f9d3f121109bf5c8172fada2e768f9ea1433032c00"
        + "4a8aa07eb990000a48dc94c8bac8aabe2b09b1aa46c0a2aa0e12f63fbba775ba7e",
  })
  void encodesAsRsaLaboratoriesDo(
      int bits, String modulus, String message, String salt, String signature) {
    BigInteger n = new BigInteger(modulus, 16);
    assertThat(n.bitLength()).isEqualTo(bits);
    byte[] digest = HashAlgorithm.SHA1.digest(HexFormat.of().parseHex(message));
    RsassaPss scheme = new RsassaPss(HashAlgorithm.SHA1, salt.length() / 2);
    byte[] encoded = scheme.encode(digest, bits, HexFormat.of().parseHex(salt));
    assertThat(encoded).hasSize((bits - 1 + 7) / 8);
    assertThat(new BigInteger(1, encoded))
        .isEqualTo(new BigInteger(signature, 16).modPow(BigInteger.valueOf(65537), n));
  }

  @Test
  void everyEncodingHasANewSalt() {
    RsassaPss scheme = new RsassaPss(HashAlgorithm.SHA256, 32);
    byte[] digest = HashAlgorithm.SHA256.digest();
    assertThat(scheme.encode(digest, 2048)).isNotEqualTo(scheme.encode(digest, 2048));
  }

  @Test
  void saltMayFillTheModulusAndNoMore() {
    byte[] digest = HashAlgorithm.SHA256.digest();
    assertThat(new RsassaPss(HashAlgorithm.SHA256, 222).encode(digest, 2048)).hasSize(256);
    for (int tooLong : new int[] {223, Integer.MAX_VALUE}) {
      RsassaPss scheme = new RsassaPss(HashAlgorithm.SHA256, tooLong);
      assertThatThrownBy(() -> scheme.encode(digest, 2048))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the modulus is too short for SHA-256 and a salt of " + tooLong + " bytes");
    }
    assertThatThrownBy(() -> new RsassaPss(HashAlgorithm.SHA256, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void digestOfAnotherLengthIsRefused() {
    assertThatThrownBy(
            () -> new RsassaPss(HashAlgorithm.SHA256, 0).encode(new byte[31], 2048, NO_SALT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes, not 31");
  }
}
