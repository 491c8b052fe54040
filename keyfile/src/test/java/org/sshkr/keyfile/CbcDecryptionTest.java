package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CbcDecryptionTest {
  /**
   * Leaves each block unchanged, so that one block with a zero IV decrypts to itself; keeps the
   * output.
   */
  private static final class Identity implements BlockCipher {
    private byte[] output;

    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {}

    @Override
    public String getAlgorithmName() {
      return "identity";
    }

    @Override
    public int getBlockSize() {
      return 8;
    }

    @Override
    public int processBlock(byte[] in, int inOffset, byte[] out, int outOffset) {
      output = out;
      System.arraycopy(in, inOffset, out, outOffset, 8);
      return 8;
    }

    @Override
    public void reset() {}
  }

  private final Identity cipher = new Identity();

  private byte[] decrypt(String block) throws KeyFileException {
    return CbcDecryption.decryptPadded(
        cipher, new KeyParameter(new byte[8]), new byte[8], HexFormat.of().parseHex(block));
  }

  @ParameterizedTest
  @CsvSource({
    "1122334455667701, 11223344556677",
    "1122334455660202, 112233445566",
    "1107070707070707, 11",
    "0808080808080808, ''"
  })
  void paddingOfOneByteToAWholeBlockIsTakenOff(String block, String plaintext) throws Exception {
    assertThat(decrypt(block)).asHexString().isEqualToIgnoringCase(plaintext);
    assertThat(cipher.output).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1122334455667700",
        "1122334455667709",
        "09090909090909090909090909090909",
        "11223344556677ff",
        "1122334455667702",
        "1122334455010303",
        "1122334455030103",
        "0708080808080808",
        "0808080808080708"
      })
  void anyOtherPaddingMeansAWrongPassphrase(String block) {
    assertThatThrownBy(() -> decrypt(block)).isInstanceOf(WrongPassphraseException.class);
    assertThat(cipher.output).containsOnly(0);
  }

  @Test
  void halfABlockIsMalformed() {
    for (String block : new String[] {"", "08080808", "080808080808080808"}) {
      assertThatThrownBy(() -> decrypt(block)).hasMessageStartingWith("broken off");
    }
  }
}
