package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages files in every way: each is refused with one line or gives the same key as before. No
 * other exception is thrown, and nothing takes long.
 */
@Tag("slow")
class HostileFileTest {
  private static final KeyFileCorpus CORPUS = KeyFileCorpus.get();

  /** One file of each format and key derivation, cheap enough to be opened a thousand times. */
  static List<KeySample> oneOfEach() {
    return List.of(
        CORPUS.sample("openssh-2048"),
        CORPUS.sample("openssh-aes256-ctr"),
        CORPUS.sample("openssh-chacha20-poly1305@openssh.com"),
        CORPUS.sample("pkcs1-2048.pem"),
        CORPUS.sample("pkcs1-aes128.pem"),
        CORPUS.sample("pkcs1-2048.der"),
        CORPUS.sample("pkcs8-2048.pem"),
        CORPUS.sample("pkcs8-2048.der"),
        CORPUS.sample("pkcs8-aes-256-cbc.pem"),
        CORPUS.sample("pkcs8-pbe-SHA1-3DES.pem"),
        CORPUS.sample("pkcs8-scrypt-small.pem"),
        CORPUS.sample("pkcs8-encrypted.der"),
        CORPUS.sample("pkcs8-scrypt.der"),
        CORPUS.sample("putty-2048.ppk"),
        CORPUS.sample("putty-2-encrypted.ppk"),
        CORPUS.sample("putty-2048-encrypted.ppk"),
        CORPUS.sample("openssh-ed25519"),
        CORPUS.sample("openssh-nistp384"),
        CORPUS.sample("openssh-ed25519-aes256-ctr"),
        CORPUS.sample("sec1-nistp256.pem"),
        CORPUS.sample("sec1-nistp384.der"),
        CORPUS.sample("sec1-nistp521-compressed.der"),
        CORPUS.sample("sec1-nistp256-aes128.pem"),
        CORPUS.sample("pkcs8-ed25519.pem"),
        CORPUS.sample("pkcs8-ed25519.der"),
        CORPUS.sample("pkcs8-nistp521.pem"),
        CORPUS.sample("pkcs8-nistp256.der"),
        CORPUS.sample("pkcs8-ed25519-encrypted.pem"),
        CORPUS.sample("pkcs8-nistp256-encrypted.der"),
        CORPUS.sample("putty-ed25519.ppk"),
        CORPUS.sample("putty-nistp384.ppk"),
        CORPUS.sample("putty-nistp521-encrypted.ppk"));
  }

  /** The files that are PEM around a binary structure, whose bytes can be changed. */
  static List<KeySample> wrapped() {
    return oneOfEach().stream()
        .filter(s -> s.toString().startsWith("openssh") || s.toString().endsWith(".pem"))
        .filter(s -> !s.toString().endsWith("-aes128.pem"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void everyTruncationIsRefused(KeySample sample) {
    byte[] whole = sample.contents();
    // The last bytes may be just the line end, without which a file is still complete
    int end = new String(whole, StandardCharsets.ISO_8859_1).stripTrailing().length();
    for (int length = 0; length < end; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> open(cut, sample))
          .as("first %d bytes", length)
          .isInstanceOf(KeyFileException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void everyTruncationInsideThePemIsRefused(KeySample sample) {
    byte[] whole = Pem.unwrap(sample.contents());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Pem.wrap(label(sample), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open(cut, sample))
          .as("first %d bytes", length)
          .isInstanceOf(KeyFileException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void everyChangedByteInsideThePemIsRefusedOrHarmless(KeySample sample) {
    byte[] bytes = Pem.unwrap(sample.contents());
    for (int i = 0; i < bytes.length; i += step(sample, i, bytes.length)) {
      byte before = bytes[i];
      for (int change : bcrypt(sample) ? new int[] {0xff} : new int[] {0x01, 0x80, 0xff}) {
        bytes[i] = (byte) (before ^ change);
        openOrRefuse(Pem.wrap(label(sample), bytes), sample);
      }
      bytes[i] = before;
    }
  }

  @ParameterizedTest
  @MethodSource("oneOfEach")
  void randomDamageIsRefusedOrHarmless(KeySample sample) {
    Random random = new Random(20261124);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = sample.contents();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int from = random.nextInt(bytes.length);
      int to = from + random.nextInt(Math.min(40, bytes.length - from));
      if (round % 3 == 0) {
        bytes = without(bytes, from, to);
      }
      openOrRefuse(bytes, sample);
    }
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void lengthFieldsOfTwoGigabytesAreRefused(KeySample sample) {
    byte[] bytes = Pem.unwrap(sample.contents());
    byte[] huge = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    for (int i = 0; i + 5 <= bytes.length; i += step(sample, i, bytes.length)) {
      byte[] changed = bytes.clone();
      System.arraycopy(huge, 0, changed, i, 4);
      openOrRefuse(Pem.wrap(label(sample), changed), sample);
      // DER's long form: 4 length bytes
      changed[i] = (byte) 0x84;
      System.arraycopy(huge, 0, changed, i + 1, 4);
      openOrRefuse(Pem.wrap(label(sample), changed), sample);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-----BEGIN OPENSSH PRIVATE KEY-----", "0", "PuTTY-User-Key-File-3: ", ""})
  void noiseIsRefused(String start) {
    Random random = new Random(20261124);
    for (int round = 0; round < 500; round++) {
      byte[] noise = new byte[random.nextInt(600) + start.length() + 1];
      random.nextBytes(noise);
      System.arraycopy(start.getBytes(StandardCharsets.US_ASCII), 0, noise, 0, start.length());
      assertThatThrownBy(() -> PrivateKeyReader.parse(noise)).isInstanceOf(KeyFileException.class);
    }
  }

  /** Found by fuzzing: a label may be any text, and the terminal would have executed it. */
  @Test
  void labelWithControlCharactersIsNamedWithoutThem() {
    String label = "\u001b]0;title\u0007 " + "x".repeat(1000);
    assertThatThrownBy(() -> PrivateKeyReader.parse(Pem.wrap(label, new byte[1])))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("holds no private key, only: ?]0;title? " + "x".repeat(29) + "...");
  }

  /** A message would have repeated the identifier in a line of a million characters. */
  @Test
  void objectIdentifierOfAThousandArcsIsMalformed() {
    byte[] bytes = new byte[4 + 0x1000];
    Arrays.fill(bytes, (byte) 1);
    System.arraycopy(new byte[] {6, (byte) 0x82, 0x10, 0}, 0, bytes, 0, 4);
    assertThatThrownBy(() -> new DerReader(bytes).readObjectIdentifier())
        .isInstanceOf(KeyFileException.class);
  }

  @Test
  void nestingDoesNotOverflowTheStack() {
    byte[] nested = new byte[60_000];
    for (int i = 0; i < nested.length; i += 4) {
      int length = nested.length - i - 4;
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x82;
      nested[i + 2] = (byte) (length >> 8);
      nested[i + 3] = (byte) length;
    }
    assertThatThrownBy(() -> PrivateKeyReader.parse(nested)).isInstanceOf(KeyFileException.class);
  }

  /**
   * The distance to the next byte to change. In ciphertext, only every 53rd byte is changed, and
   * every byte of the last block, where the padding is. A change there gives arbitrary numbers,
   * which the files without encryption test byte by byte.
   */
  private static int step(KeySample sample, int offset, int length) {
    int head = sample.toString().startsWith("openssh") ? 80 : 110;
    boolean ciphertext = sample.encrypted() && offset >= head && offset < length - 16;
    return ciphertext ? 53 : 1;
  }

  /** Whether opening a changed file takes 10 ms for bcrypt, unless it is refused before. */
  private static boolean bcrypt(KeySample sample) {
    return sample.encrypted() && sample.toString().startsWith("openssh");
  }

  private static String label(KeySample sample) {
    String first =
        new String(sample.contents(), StandardCharsets.ISO_8859_1)
            .lines()
            .findFirst()
            .orElseThrow();
    return first.substring("-----BEGIN ".length(), first.length() - 5);
  }

  private static byte[] without(byte[] bytes, int from, int to) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
    System.arraycopy(bytes, to, shorter, from, bytes.length - to);
    return shorter;
  }

  private static void openOrRefuse(byte[] contents, KeySample sample) {
    try {
      byte[] secret = open(contents, sample);
      if (secret != null && hasPublicHalf(sample)) {
        assertThat(secret).isEqualTo(sample.base().expectedSecret());
      }
    } catch (KeyFileException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(200);
    }
  }

  /** Whether the file holds the public half; without it, any 32 bytes are a valid Ed25519 seed. */
  private static boolean hasPublicHalf(KeySample sample) {
    return !sample.toString().startsWith("pkcs8-ed25519");
  }

  /**
   * Opens a file; returns null if the change has made the key derivation expensive, though within
   * the limits.
   */
  private static byte[] open(byte[] contents, KeySample sample) throws KeyFileException {
    try (KeyFile file = PrivateKeyReader.parse(contents)) {
      KeyEnvelope envelope = file.keys().get(0);
      if (envelope.derivationTime().compareTo(Duration.ofMillis(50)) > 0) {
        return null;
      }
      try (CheckedKey loaded = envelope.open(sample.passphraseBytes())) {
        assertThat(loaded.comment()).doesNotContain("\n");
        return loaded.key().secret().copyToHeap();
      }
    }
  }
}
