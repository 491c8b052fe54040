package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.ssh.wire.WireReader;

/**
 * Checks that once a key has been loaded or refused, no byte or char array on the heap holds its
 * numbers or their text in the file, not even an unreachable array.
 *
 * <p>Of int and long arrays, only the reachable ones are searched. The others do hold numbers until
 * they are collected: those of BigIntegers, which Java can't wipe. They couldn't be searched
 * anyway, since G1 fills gaps with int arrays without clearing the memory. Arrays of other types,
 * fields of objects, stacks and memory off the heap are not searched.
 */
class WipedHeapTest {
  private static final KeyFileCorpus CORPUS = KeyFileCorpus.get();
  private static final Path REQUESTS = Path.of("src/test/resources/add-requests");
  private static final KeySample.BaseKey SENT =
      new KeySample.BaseKey(null, REQUESTS.resolve("key.der"), "");

  /** One file for each path through the code. */
  private static final List<String> SAMPLES =
      List.of(
          "openssh-2048",
          "openssh-aes256-cbc",
          "openssh-aes256-ctr",
          "openssh-aes256-gcm@openssh.com",
          "openssh-chacha20-poly1305@openssh.com",
          "pkcs1-2048.pem",
          "pkcs1-2048.der",
          "pkcs1-aes128.pem",
          "pkcs8-2048.pem",
          "pkcs8-2048.der",
          "pkcs8-aes-256-cbc.pem",
          "pkcs8-aes-256-cfb.pem",
          "pkcs8-aes-256-ofb.pem",
          "pkcs8-encrypted.der",
          "pkcs8-pbe-SHA1-3DES.pem",
          "pkcs8-scrypt-small.pem",
          "putty-2048.ppk",
          "putty-2.ppk",
          "putty-2-encrypted.ppk",
          "putty-2048-encrypted.ppk",
          "openssh-ed25519",
          "openssh-ed25519-aes256-ctr",
          "openssh-nistp256",
          "openssh-nistp256-aes256-cbc",
          "openssh-nistp384",
          "openssh-nistp521",
          "sec1-nistp256.pem",
          "sec1-nistp384.der",
          "sec1-nistp521-alone.der",
          "sec1-nistp256-aes128.pem",
          "pkcs8-ed25519.pem",
          "pkcs8-ed25519.der",
          "pkcs8-ed25519-encrypted.pem",
          "pkcs8-nistp256.pem",
          "pkcs8-nistp521.der",
          "pkcs8-nistp384-pbe.pem",
          "putty-ed25519.ppk",
          "putty-ed25519-2-encrypted.ppk",
          "putty-nistp256.ppk",
          "putty-nistp521-encrypted.ppk");

  /** One file of each curve, whose text is looked for. */
  private static final List<String> CURVES =
      List.of("pkcs8-ed25519.pem", "sec1-nistp256.pem", "openssh-nistp384", "putty-nistp521.ppk");

  @TempDir Path directory;

  private final HeapArrays heap = new HeapArrays();
  // Off the heap, since converting a String leaves copies
  private final SecretBytes corpusPassphrase =
      SecretBytes.moveFrom(CORPUS.sample("pkcs1-aes128.pem").passphraseBytes());
  private final List<Load> loads = new ArrayList<>();

  /** An operation that should leave nothing on the heap. */
  private interface Load {
    void run() throws IOException, KeyFileException;
  }

  @Test
  void keyThatIsLoadedLeavesNothing() throws Exception {
    lookForTheKey();
    for (String name : SAMPLES) {
      opens(name);
    }
    assertThat(found(loads)).isEmpty();
  }

  /** The int and long arrays of BigInteger and Bouncy Castle are garbage by then. */
  @Test
  void noWordsAreReferredToOnceTheKeyIsClosed() throws Exception {
    byte[][] numbers = numbers(OpenSshContainer.numbers(CORPUS.rsa2048()));
    for (int i = 0; i < numbers.length; i++) {
      heap.lookForWords("number " + i, numbers[i], numbers[i].length - 16);
    }
    for (String name : CURVES) {
      byte[] secret = CORPUS.sample(name).base().expectedSecret();
      heap.lookForWords("secret of " + name, secret, 0);
      heap.lookForWords("end of the secret of " + name, secret, secret.length - 16);
    }
    String passphrase = CORPUS.sample("pkcs1-aes128.pem").passphrase();
    heap.lookForWords("passphrase", passphrase.getBytes(StandardCharsets.UTF_8), 0);
    heap.lookForWords("passphrase in UTF-16", passphrase.getBytes(StandardCharsets.UTF_16BE), 0);
    for (String name : SAMPLES) {
      opens(name);
    }
    for (Load load : loads) {
      load.run();
    }
    assertThat(heap.search(directory.resolve("heap.hprof"), true)).isEmpty();
  }

  @Test
  void keyThatIsRefusedLeavesNothing() throws Exception {
    lookForTheKey();
    refuseAuthenticated();
    refuse("no-mac.ppk", "putty-2048.ppk", "Private-MAC", "Private");
    refuse("wrong-mac.ppk", "putty-2048.ppk", "Comment: ", "Comment: not ");
    refuse("half.pem", "pkcs8-2048.pem", "\n-----END", "*\n-----END");
    String another = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    refuse("two.pem", "pkcs8-2048.pem", "KEY-----\n$", "KEY-----\n" + another);
    refuseWithoutLineBreaks();
    refuseCurves();
    assertThat(found(loads)).isEmpty();
  }

  /** Refuses keys with another key's public half, or with an error after the private number. */
  private void refuseCurves() {
    byte[] openSsh = Pem.unwrap(contents("openssh-ed25519"));
    openSsh[openSsh.length - 1] ^= 1; // the padding
    refuse("padding.pem", Pem.wrap("OPENSSH PRIVATE KEY", openSsh));
    byte[] other = Pem.unwrap(contents("openssh-ed25519"));
    other[70] ^= 1; // the public key of the container
    refuse("other.pem", Pem.wrap("OPENSSH PRIVATE KEY", other));
    for (String name : List.of("sec1-nistp384.der", "pkcs8-nistp521.der")) {
      byte[] der = contents(name);
      der[der.length - 1] ^= 1; // the point
      refuse("point-of-" + name, der);
    }
    refuse("mac-of-ed25519.ppk", "putty-ed25519.ppk", "Comment: ", "Comment: not ");
  }

  /**
   * Refuses a key without line breaks: if its line were taken for a BEGIN line, the label would be
   * a String with the key.
   */
  private void refuseWithoutLineBreaks() throws IOException {
    byte[] contents = contents("pkcs8-2048.pem");
    for (int i = 0; i < contents.length; i++) {
      contents[i] = contents[i] == '\n' ? (byte) ' ' : contents[i];
    }
    heap.lookFor("text without line breaks", contents, contents.length * 2 / 3);
    refuse("one-line.pem", contents);
  }

  /**
   * Refuses a key that is decrypted before its tag is found wrong, and one with a tag where there
   * should be none.
   */
  private void refuseAuthenticated() {
    byte[] gcm = Pem.unwrap(contents("openssh-aes256-gcm@openssh.com"));
    gcm[gcm.length - 1] ^= 1;
    refuse("tag.pem", Pem.wrap("OPENSSH PRIVATE KEY", gcm));
    byte[] plain = Pem.unwrap(contents("openssh-2048"));
    byte[] longer = Arrays.copyOf(plain, plain.length + 1);
    refuse("longer.pem", Pem.wrap("OPENSSH PRIVATE KEY", longer));
  }

  @Test
  void keyThatAClientSendsLeavesNothing() throws Exception {
    lookForNumbers(OpenSshContainer.numbers(SENT));
    for (String name : List.of("ed25519", "ed25519-certificate", "ecdsa", "ecdsa-nistp521")) {
      byte[] secret = secretOf(REQUESTS.resolve(name + ".bin"));
      heap.lookFor("secret of " + name, secret, secret.length - 16);
    }
    for (String name :
        List.of("key", "ed25519", "ed25519-certificate", "ecdsa", "ecdsa-nistp521")) {
      loads.add(
          () -> {
            try (InputStream in = Files.newInputStream(REQUESTS.resolve(name + ".bin"))) {
              AddRequest.read(in).close();
            }
          });
    }
    assertThat(found(loads)).isEmpty();
  }

  private static byte[] secretOf(Path request) throws IOException, KeyFileException {
    try (AddRequest sent = AddRequest.decode(Files.readAllBytes(request))) {
      return sent.key().key().secret().copyToHeap();
    }
  }

  /** Leaves out PBKDF2 and scrypt, since Bouncy Castle's HMAC keeps a copy of its key. */
  @Test
  void passphraseIsNowhere() throws Exception {
    String passphrase = CORPUS.sample("pkcs1-aes128.pem").passphrase();
    heap.lookFor("passphrase", passphrase.getBytes(StandardCharsets.UTF_8), 0);
    heap.lookForCharacters("characters of the passphrase", passphrase);
    for (String name :
        List.of("pkcs1-aes128.pem", "pkcs8-pbe-SHA1-3DES.pem", "putty-2-encrypted.ppk")) {
      opens(name);
    }
    assertThat(found(loads)).isEmpty();
  }

  /** Bouncy Castle keeps copies of the keys, but not of the bytes that key and IV are cut from. */
  @Test
  void bytesThatKeyAndIvAreCutFromAreNowhere() throws Exception {
    lookForPuttysDerivations();
    lookForOpenSshsDerivations();
    for (String name :
        List.of(
            "putty-2-encrypted.ppk",
            "putty-2048-encrypted.ppk",
            "openssh-aes256-ctr",
            "openssh-chacha20-poly1305@openssh.com")) {
      opens(name);
    }
    assertThat(found(loads)).isEmpty();
  }

  private void lookForOpenSshsDerivations() throws KeyFileException {
    heap.lookFor("key and IV", derived("openssh-aes256-ctr", 48), 24);
    // The ChaCha20 block with Poly1305's key; Bouncy Castle copies its first half
    byte[] key = derived("openssh-chacha20-poly1305@openssh.com", 64);
    ChaChaEngine chaCha = new ChaChaEngine(20);
    chaCha.init(true, new ParametersWithIV(new KeyParameter(key, 0, 32), new byte[8]));
    byte[] block = new byte[64];
    chaCha.processBytes(block, 0, 64, block, 0);
    heap.lookFor("key of Poly1305", block, 40);
  }

  private byte[] derived(String sample, int length) throws KeyFileException {
    WireReader in = new WireReader(Pem.unwrap(contents(sample)));
    for (int i = 0; i < "openssh-key-v1\0".length(); i++) {
      in.readByte();
    }
    in.readText();
    in.readText();
    BcryptPbkdf bcrypt = BcryptPbkdf.of(in.readString());
    return bcrypt.derive(corpusPassphrase.copyToHeap(), length);
  }

  private void lookForPuttysDerivations() throws KeyFileException {
    byte[] passphrase = CORPUS.sample("putty-2-encrypted.ppk").passphraseBytes();
    byte[] twice = new byte[40];
    for (byte i = 0; i < 2; i++) {
      SHA1Digest digest = new SHA1Digest();
      digest.update(new byte[] {0, 0, 0, i}, 0, 4);
      digest.update(passphrase, 0, passphrase.length);
      digest.doFinal(twice, 20 * i);
    }
    heap.lookFor("version 2", twice, 24);
    String salt =
        text("putty-2048-encrypted.ppk")
            .lines()
            .filter(line -> line.startsWith("Argon2-Salt: "))
            .findFirst()
            .orElseThrow()
            .substring(13);
    Argon2 argon2 = Argon2.of(Argon2Parameters.ARGON2_id, HexFormat.of().parseHex(salt), 64, 2, 1);
    heap.lookFor("version 3", argon2.derive(passphrase, 80), 24);
  }

  @Test
  void whatIsThereIsFound() throws Exception {
    lookForTheKey();
    heap.lookForCharacters("characters", "characters");
    byte[][] kept = new byte[1][];
    char[][] characters = new char[1][];
    loads.add(() -> kept[0] = CORPUS.rsa2048().expectedPkcs8());
    loads.add(() -> characters[0] = "characters".toCharArray());
    assertThat(found(loads)).contains("number 1", "number 5", "characters");
  }

  /** Finds bytes that begin anywhere in a word, for both word lengths and byte orders. */
  @Test
  void wordsThatAreThereAreFound() throws Exception {
    List<String> names = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (int start : new int[] {0, 1, 7}) {
        byte[] bytes = new byte[32];
        new Random(kept.size()).nextBytes(bytes);
        String name = order + ", " + start;
        names.add(name);
        heap.lookForWords(name, Arrays.copyOfRange(bytes, start, bytes.length), 0);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(order);
        int[] ints = new int[8];
        in.asIntBuffer().get(ints);
        long[] longs = new long[4];
        in.asLongBuffer().get(longs);
        kept.add(start == 1 ? ints : longs);
      }
    }
    assertThat(search()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(kept).hasSize(names.size());
  }

  private Set<String> search() throws IOException {
    return new TreeSet<>(heap.search(directory.resolve("heap.hprof"), false));
  }

  private void lookForTheKey() throws IOException {
    lookForNumbers(OpenSshContainer.numbers(CORPUS.rsa2048()));
    for (String name : List.of("pkcs1-2048.pem", "pkcs8-2048.pem", "openssh-2048", "putty-2.ppk")) {
      // Whatever the format, the last lines of Base64 hold private numbers
      byte[] contents = contents(name);
      heap.lookFor("text of " + name, contents, contents.length * 2 / 3);
    }
    for (String name : CURVES) {
      byte[] secret = CORPUS.sample(name).base().expectedSecret();
      heap.lookFor("secret of " + name, secret, 0);
      heap.lookFor("end of the secret of " + name, secret, secret.length - 16);
      heap.lookFor("text of " + name, contents(name), textOfSecret(name));
    }
  }

  /** The offset in the text of 16 Base64 characters that belong to the private number. */
  private static int textOfSecret(String name) {
    String text = text(name);
    if (name.endsWith(".ppk")) {
      return text.indexOf('\n', text.indexOf("Private-Lines")) + 10;
    }
    // In OpenSSH's format, before the comment and the padding; the others begin with the number
    int first = text.indexOf('\n') + 1;
    return name.startsWith("openssh") ? text.indexOf("\n-----END") - 80 : first + 24;
  }

  private static byte[][] numbers(RSAPrivateKey key) {
    return new byte[][] {
      key.getPrivateExponent().toByteArray(),
      key.getPrime1().toByteArray(),
      key.getPrime2().toByteArray(),
      key.getExponent1().toByteArray(),
      key.getExponent2().toByteArray(),
      key.getCoefficient().toByteArray()
    };
  }

  private void lookForNumbers(RSAPrivateKey key) {
    byte[][] numbers = numbers(key);
    for (int i = 0; i < numbers.length; i++) {
      heap.lookFor("number " + i, numbers[i], numbers[i].length / 2);
      heap.lookFor("end of number " + i, numbers[i], numbers[i].length - 16);
    }
  }

  private void opens(String name) {
    loads.add(() -> assertThat(open(CORPUS.sample(name).file())).isEqualTo("opened"));
  }

  private void refuse(String name, String sample, String before, String after) {
    String text = text(sample).replaceFirst(before, after);
    refuse(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void refuse(String name, byte[] contents) {
    Path file = directory.resolve(name);
    KeyFileCorpus.write(file, contents);
    loads.add(() -> assertThat(open(file)).as(name).isEqualTo("refused"));
  }

  /** Opens a file with the passphrase of the corpus, which a plain file ignores. */
  private String open(Path path) throws IOException {
    byte[] passphrase = corpusPassphrase.copyToHeap();
    try (KeyFile file = PrivateKeyReader.read(path);
        CheckedKey loaded = file.keys().get(0).open(passphrase)) {
      return loaded.key().secret().length() > 0 ? "opened" : "empty";
    } catch (KeyFileException e) {
      return "refused";
    } finally {
      Arrays.fill(passphrase, (byte) 0);
    }
  }

  /**
   * Searches the heap after these operations. If garbage was collected meanwhile, which would
   * remove traces, repeats with each half of them.
   */
  private Set<String> found(List<Load> some) throws Exception {
    System.gc();
    long before = collections();
    for (Load load : some) {
      load.run();
    }
    Set<String> found = search();
    if (collections() != before && some.size() > 1) {
      found.addAll(found(some.subList(0, some.size() / 2)));
      found.addAll(found(some.subList(some.size() / 2, some.size())));
    }
    return found;
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static byte[] contents(String name) {
    return CORPUS.sample(name).contents();
  }

  private static String text(String name) {
    return new String(contents(name), StandardCharsets.ISO_8859_1);
  }
}
