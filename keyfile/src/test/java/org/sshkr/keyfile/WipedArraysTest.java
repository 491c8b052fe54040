package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Checks that arrays with secrets are wiped, where a test has a reference to them; {@link
 * WipedHeapTest} looks for the others.
 */
class WipedArraysTest {
  @Test
  void keysOfPutty() throws Exception {
    PuttyFile version2 =
        PuttyFile.of("PuTTY-User-Key-File-2: ssh-rsa\n".getBytes(StandardCharsets.US_ASCII));
    PuttyEncryption.Keys keys =
        PuttyEncryption.read(version2, "aes256-cbc").derive("x".getBytes(StandardCharsets.UTF_8));
    Arrays.fill(keys.iv(), (byte) 1); // all zeros in version 2
    assertThat(keys.cipherKey()).isNotEqualTo(new byte[32]);
    assertThat(keys.macKey()).isNotEqualTo(new byte[20]);
    keys.wipe();
    assertThat(keys.cipherKey()).containsOnly(0);
    assertThat(keys.iv()).containsOnly(0);
    assertThat(keys.macKey()).containsOnly(0);
  }

  @Test
  void decryptedFile() {
    byte[] der = KeyFileCorpus.get().rsa2048().expectedPkcs8();
    byte[] damaged = Arrays.copyOf(der, der.length - 1);
    assertThatThrownBy(() -> Decrypted.load(damaged, Pkcs8Decoder::decode))
        .isInstanceOf(WrongPassphraseException.class);
    assertThat(damaged).containsOnly(0);
  }

  @Test
  void decryptedFileThatIsRight() throws Exception {
    byte[] der = KeyFileCorpus.get().rsa2048().expectedPkcs8();
    Decrypted.load(der, Pkcs8Decoder::decode).close();
    assertThat(der).containsOnly(0);
  }

  @Test
  void keyOfAnotherType() {
    byte[] ed448 = {0x30, 0x0c, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x71, 4, 0};
    assertThatThrownBy(() -> Pkcs8Envelope.of(ed448)).hasMessageStartingWith("Ed448 key");
    assertThat(ed448).containsOnly(0);
    byte[] secp256k1 = HexFormat.of().parseHex("300f02010104010fa00706052b8104000a");
    assertThatThrownBy(() -> TraditionalEnvelope.ofSec1(secp256k1))
        .hasMessageContaining("secp256k1");
    assertThat(secp256k1).containsOnly(0);
  }

  @Test
  void loadedKey() throws Exception {
    byte[] der = KeyFileCorpus.get().rsa2048().expectedPkcs8();
    CheckedKey loaded = Decrypted.load(der, Pkcs8Decoder::decode);
    loaded.close();
    assertThat(loaded.key().secret().copyToHeap()).containsOnly(0);
  }

  @Test
  void keyThatAClientSent() throws Exception {
    byte[] message = Files.readAllBytes(Path.of("src/test/resources/add-requests/key.bin"));
    AddRequest request = AddRequest.decode(message);
    request.close();
    assertThat(request.key().key().secret().copyToHeap()).containsOnly(0);
  }

  @Test
  void buffersOfAStream() throws Exception {
    byte[] contents = new byte[20_000];
    Arrays.fill(contents, (byte) 'x');
    List<byte[]> buffers = new ArrayList<>();
    InputStream in =
        new ByteArrayInputStream(contents) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            buffers.add(buffer);
            return super.read(buffer, offset, length);
          }
        };
    assertThatThrownBy(() -> PrivateKeyReader.read(in)).isInstanceOf(KeyFileException.class);
    assertThat(buffers).hasSizeGreaterThan(2).allMatch(WipedArraysTest::isWiped);
    buffers.clear();
    in.reset();
    assertThatThrownBy(() -> AddRequest.read(in)).isInstanceOf(KeyFileException.class);
    assertThat(buffers).isNotEmpty().allMatch(WipedArraysTest::isWiped);
  }

  private static boolean isWiped(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }
}
