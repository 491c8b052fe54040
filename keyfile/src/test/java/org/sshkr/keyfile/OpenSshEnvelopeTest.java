package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.RsaPublicKey;

/** Refuses files in OpenSSH's format that ssh-keygen would not write. */
class OpenSshEnvelopeTest {
  private static final KeyFileCorpus CORPUS = KeyFileCorpus.get();

  private final RSAPrivateKey key;
  private final OpenSshContainer container;

  OpenSshEnvelopeTest() throws Exception {
    key = OpenSshContainer.numbers(CORPUS.rsa2048());
    container = new OpenSshContainer(key);
  }

  @Test
  void containerOfTheTestIsRight() throws Exception {
    assertThat(Pem.openPlain(container.pem())).isEqualTo(CORPUS.rsa2048().expectedPkcs8());
  }

  @Test
  void publicPartOfAnotherKeyIsRefused() {
    container.publicBlob =
        new RsaPublicKey(key.getModulus().add(BigInteger.TWO), key.getPublicExponent()).blob();
    refused(Reason.INVALID_KEY, "does not belong to the public key beside it");
  }

  @Test
  void coefficientOfAnotherKeyIsRefused() throws Exception {
    RSAPrivateKey other = OpenSshContainer.numbers(CORPUS.sample("openssh-e3").base());
    container.section = container.section(other.getCoefficient());
    refused(Reason.INVALID_KEY, "the CRT coefficient qInv is wrong");
  }

  @Test
  void allOnesIsRefused() {
    BigInteger one = BigInteger.ONE;
    RSAPrivateKey ones = new RSAPrivateKey(one, one, one, one, one, one, one, one);
    assertThatThrownBy(() -> Pem.openPlain(new OpenSshContainer(ones).pem()))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("RSA key of 1 bits");
  }

  @Test
  void differingCheckNumbersInAPlainFileMeanDamage() {
    container.check2 = 8;
    refused(Reason.MALFORMED, "the private section can't be read");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, -1})
  void anyNumberOfKeysButOneIsRefused(int keys) {
    container.keys = keys;
    refused(Reason.UNSUPPORTED_ENCODING, Integer.toUnsignedString(keys) + " keys");
  }

  @ParameterizedTest
  @ValueSource(longs = {4_001, 1_000_000_000, 0xffffffffL})
  void tooManyRoundsAreRefusedBeforeAPassphraseIsAsked(long rounds) {
    container.cipher = "aes256-ctr";
    container.kdf = "bcrypt";
    container.kdfOptions = OpenSshContainer.bcryptOptions(rounds);
    refused(Reason.TOO_COSTLY, "asks for " + rounds + " bcrypt rounds; at most 4000 are allowed");
  }

  @Test
  void zeroRoundsAreRefused() {
    container.cipher = "aes256-ctr";
    container.kdf = "bcrypt";
    container.kdfOptions = OpenSshContainer.bcryptOptions(0);
    refused(Reason.MALFORMED, "0 bcrypt rounds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"camellia256-cbc", "blowfish-cbc", "arcfour", "AES256-CTR"})
  void unknownCipherIsRefusedByName(String cipher) {
    container.cipher = cipher;
    container.kdf = "bcrypt";
    container.kdfOptions = OpenSshContainer.bcryptOptions(16);
    refused(Reason.UNSUPPORTED_ENCODING, "encrypted with " + cipher + ", which is not read");
  }

  @Test
  void byteAfterTheRoundsIsRefused() {
    container.cipher = "aes256-ctr";
    container.kdf = "bcrypt";
    container.kdfOptions = Arrays.copyOf(OpenSshContainer.bcryptOptions(16), 25);
    refused(Reason.MALFORMED, "the bcrypt options are damaged");
  }

  @Test
  void paddingCountsFromOne() {
    byte[] section = container.section(key.getCoefficient());
    assertThat(section[section.length - 1]).isBetween((byte) 1, (byte) 15);
    section[section.length - 1]++;
    container.section = section;
    refused(Reason.MALFORMED, "the private section can't be read");
  }

  @Test
  void nothingAfterTheMagicIsBrokenOff() {
    byte[] magic = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> OpenSshEnvelope.of(magic)).hasMessageContaining("broken off");
    assertThatThrownBy(() -> OpenSshEnvelope.of(Arrays.copyOf(magic, 14)))
        .hasMessage("not in OpenSSH's format, version 1");
  }

  @Test
  void cipherWithoutKdfIsRefused() {
    container.cipher = "aes256-ctr";
    refused(Reason.MALFORMED, "one is none");
  }

  @Test
  void nameWithControlCharactersIsMadePrintable() {
    container.cipher = "a\u001b[31m\nb";
    refused(Reason.UNSUPPORTED_ENCODING, "encrypted with a?[31m?b,");
  }

  @Test
  void newlineInTheCommentBecomesAQuestionMark() throws Exception {
    assertThat(comment("one\nssh-rsa AAAA two\u0000".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("one?ssh-rsa AAAA two?");
  }

  @Test
  void commentThatIsNotUtf8OpensWithQuestionMarks() throws Exception {
    assertThat(comment(new byte[] {'J', 'o', (byte) 0xe9, 'l'})).isEqualTo("Jo?l");
  }

  @Test
  void commentInUtf8StaysAsItIs() throws Exception {
    assertThat(comment("Zoë 鍵".getBytes(StandardCharsets.UTF_8))).isEqualTo("Zoë 鍵");
  }

  private String comment(byte[] bytes) throws Exception {
    container.comment = bytes;
    try (KeyFile file = PrivateKeyReader.parse(container.pem());
        CheckedKey loaded = file.keys().get(0).open(new byte[0])) {
      return loaded.comment();
    }
  }

  private void refused(Reason reason, String message) {
    assertThatThrownBy(() -> Pem.openPlain(container.pem()))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
