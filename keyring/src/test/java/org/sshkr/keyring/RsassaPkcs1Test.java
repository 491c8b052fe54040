package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The padding against NIST's CAVP vectors, SigGen15_186-3 ("SigGen PKCS#1 Ver 1.5", CAVS 10.1): one
 * of modulus 1024 for each digest. The public operation on NIST's signature must give our padded
 * message.
 */
class RsassaPkcs1Test {
  private static final BigInteger N =
      new BigInteger(
          "a3ecf80ff1804833c36a89a1583f58ef3332476a50a153e73ced17796139636045c131a6b17222ba8848f70150b18df"
              + "a390bfb1670ae982dfbc311fd0ede055564687af3805ca883944bb5ac9ec19b0e0cfbd9a314d70b17080c3d49b50"
              + "cbf417062eb41bd639d67a5fb330ec55a0489fee08eeec97ed487c114b20393fe0aef",
          16);
  private static final BigInteger E = new BigInteger("1001", 16);

  @ParameterizedTest
  @CsvSource({
    "SHA1,"
        + "1018469fda81f41922cfdb2dca679f7f3a286f11ba448ab71e4e02cca994c0242caec9416e57c0cad07cab383193fad3"
        + "102ec5ddf0d0550d01ffe63ffc9aab694f6d13d17a034b7db9bb04ebe31e76039270a44a8485e25841d7958cfed53bfe"
        + "c27dabb5c72c9d1b23b56cada7b11bf7081797c03c0d3b8227fd991d77ea78cb,"
        + "147A8797D9D653F52D210135F61BBDFE59698D755B076230F2B252E7792C86121469FAB7B410789DF4F193A76E8BE99A"
        + "2162E422C6A56106FA4E2FE5ABAFC542FF1A899D8580F9F6B4CD29A8310CD34964CE22BBAD9618D97E4C36695B246BDD"
        + "0C0D5D0C75D044265E6F275A272718B0C2B93974DC76DDCCA985BEF994CE67BD",
    "SHA256,"
        + "dfce08b64b9ea4014947012670548da4ceeee084dbfe509aac92bf096982b8050153bbdd1c5bd4385226729e9a19773b"
        + "05558ce0acdfb74be6fd2fa8bfe36f58a68e89f066f1bd85584f4a27d6e884abf2d727ae683bebd6d295585b1b71dcc6"
        + "36491bf910a68670c3882fc60c08db7bff3c59f4f95b13c3d721e329657528d9,"
        + "8D9D30A87DF0C2F6CD651FCAF2B9AC1296287AD3D4B03132E330F08AB701FC197040D0A261F631E7E34478B592551E1F"
        + "682395C9E2B54C8CE8B0C72C1B5A79748CC34F9152730A7F67FAE1225A4CE750F1D5D4E288176DF197E7503C88B5BAEC"
        + "EF3ABCF2875F111E6D7F7B4DC8AFA2ED3C1D7AD8E7CF45A77F0B1CB178518402",
    "SHA384,"
        + "80d9adc33e4aa05c5e680b0ac70eb096f2685caca6a7c73106f9bbd6ceb878eedae1587de8c9af919e0bf5d5cfc52763"
        + "fa046ada137cf2b0867d22ca7a22f44a52cc9ca97ace6805606aebbcc0fd5a392576360ead0c2b430c3139eed3c11104"
        + "f380c26f7cc39461ab6d34e7241d12c17ca60871fac03c929ffd476b63fe97c4,"
        + "4E291BE941E9014AA6B2239F1C53E9782DF8E439CA35867E0B0477602D66EED4F202BBD2CF69BE96BF0C493656A52185"
        + "329A90B3E6C4410CC1983CB5B834B0D19F44C769BCE456B0E6CA09B4BDAC83659629C0A85D935B0624BB38B29CDF9110"
        + "C78A35827EC696D32A087E517E2CD8E37E85A2C1A2BB36D5A6981F040986AE32",
    "SHA512,"
        + "5965e6260d93c689171889897df8f369c3b454cb541c09232465456b947b12199698924e11168b508782223af5f1e7f2"
        + "fa97125c3c950ccd081332c3388fd5d35a7485e20eef8f98b0fec41237ca7cd75d36db0e01b853eec9686a750b56be5d"
        + "ee21464cccc5da4bdbb5f6790d2abb0034ba36496a2ce56cb08b77ebd579d49f,"
        + "6EF6FCC4C0CD998EB9681E8E6764F7A3E27F8C939A4C39580DF9982F374605C11C1F30F5C1C6D71623509881DABDFAB1"
        + "C1BE04060134824D3EE3885AB81F1B0F0E86D05A7332E655EDAFB42AF2DE3BEC08ED25A9A78AC02F2CDDEE8188F331B1"
        + "2A1EFC5E51DB376EC74C0F1711744C5F9C79FC758A6BE220885030659C8B86F9",
  })
  void padsAsNistDoes(HashAlgorithm hash, String message, String signature) {
    byte[] padded =
        new RsassaPkcs1(hash).encode(hash.digest(HexFormat.of().parseHex(message)), 1024);
    assertThat(padded).hasSize(128);
    assertThat(new BigInteger(1, padded)).isEqualTo(new BigInteger(signature, 16).modPow(E, N));
  }

  @Test
  void refusesAModulusWithoutRoomForEightBytesOfPadding() {
    RsassaPkcs1 scheme = new RsassaPkcs1(HashAlgorithm.SHA512);
    byte[] digest = HashAlgorithm.SHA512.digest(new byte[0]);
    assertThat(scheme.encode(digest, 8 * 94)).hasSize(94);
    assertThatThrownBy(() -> scheme.encode(digest, 8 * 93))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
