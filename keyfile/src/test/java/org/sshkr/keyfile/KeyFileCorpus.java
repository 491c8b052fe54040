package org.sshkr.keyfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.sshkr.keyfile.KeySample.BaseKey;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Key files made by ssh-keygen, openssl and puttygen: every format, cipher and key derivation of
 * theirs that is read. They are made once for all tests, with the cheapest key derivation that the
 * program writes.
 */
final class KeyFileCorpus {
  private static final String PASSPHRASE = "correct horse é";
  private static final String COMMENT = "alice@example.org";

  private static final List<String> OPENSSH_CIPHERS =
      List.of(
          "3des-cbc",
          "aes128-cbc",
          "aes192-cbc",
          "aes256-cbc",
          "aes128-ctr",
          "aes192-ctr",
          "aes256-ctr",
          "aes128-gcm@openssh.com",
          "aes256-gcm@openssh.com",
          "chacha20-poly1305@openssh.com");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static KeyFileCorpus made;

  private final Path directory;
  private final List<KeySample> samples = new ArrayList<>();
  private final BaseKey rsa2048;

  private KeyFileCorpus(Path directory) {
    this.directory = directory;
    rsa2048 = base("2048");
    addAll(rsa2048, "2048");
    for (String bits : List.of("3072", "4096")) {
      addPlain(base(bits), bits);
    }
    addExponentThree();
    addEd25519();
    for (String curve : List.of("nistp256", "nistp384", "nistp521")) {
      addEcdsa(curve);
    }
    addLayouts();
  }

  /** Returns the corpus, which the first call makes. */
  static synchronized KeyFileCorpus get() {
    if (made == null) {
      try {
        Path directory = Files.createTempDirectory("key-files");
        made = new KeyFileCorpus(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return made;
  }

  List<KeySample> samples() {
    return samples;
  }

  KeySample sample(String name) {
    return samples.stream().filter(s -> s.toString().equals(name)).findFirst().orElseThrow();
  }

  /** The key that most of the samples hold. */
  BaseKey rsa2048() {
    return rsa2048;
  }

  /** The directory of the corpus; tests may make more files in it. */
  Path directory() {
    return directory;
  }

  /** Makes an RSA key in a PKCS#1 PEM file of that name, with these options of openssl genrsa. */
  Path rsaKey(String name, String... options) {
    List<String> command = new ArrayList<>(List.of("openssl", "genrsa", "-traditional"));
    command.addAll(List.of(options));
    Path file = directory.resolve(name);
    write(file, Tool.run(directory, command.toArray(String[]::new)));
    return file;
  }

  /**
   * Makes a key, or takes one made before, as TestKeys does: on an emulated processor, making one
   * takes minutes.
   */
  private BaseKey base(String bits) {
    String made = System.getProperty("sshkr.test.keys");
    if (made == null) {
      return describe(rsaKey("base-" + bits + ".pem", bits));
    }
    Path der = Path.of(made, bits + "-a.der").toAbsolutePath();
    Path pem = directory.resolve("base-" + bits + ".pem");
    openssl("rsa -traditional -inform DER -in " + der + " -out " + pem);
    return describe(pem);
  }

  private BaseKey describe(Path pem) {
    Path pkcs8 = Path.of(pem + ".p8");
    openssl("pkcs8 -topk8 -nocrypt -outform DER -in " + pem + " -out " + pkcs8);
    return new BaseKey(pem, pkcs8, Tool.text(directory, "ssh-keygen", "-y", "-f", pem.toString()));
  }

  private void addPlain(BaseKey base, String bits) {
    openSsh(base, "openssh-" + bits, "");
    openssl(base, "pkcs1-" + bits + ".pem", "", "rsa -traditional");
    openssl(base, "pkcs1-" + bits + ".der", "", "rsa -traditional -outform DER");
    openssl(base, "pkcs8-" + bits + ".pem", "", "pkcs8 -topk8 -nocrypt");
    openssl(base, "pkcs8-" + bits + ".der", "", "pkcs8 -topk8 -nocrypt -outform DER");
    putty(base, "putty-" + bits + ".ppk", "", "version=3");
    openSsh(base, "openssh-" + bits + "-encrypted", PASSPHRASE);
    openssl(base, "pkcs8-" + bits + "-encrypted.pem", PASSPHRASE, "pkcs8 -topk8");
    putty(base, "putty-" + bits + "-encrypted.ppk", PASSPHRASE, cheapArgon2("argon2id"));
  }

  private void addAll(BaseKey base, String bits) {
    addPlain(base, bits);
    for (String cipher : OPENSSH_CIPHERS) {
      openSsh(base, "openssh-" + cipher, PASSPHRASE, "-Z", cipher);
    }
    for (String cipher : List.of("des", "des3", "aes128", "aes192", "aes256")) {
      openssl(base, "pkcs1-" + cipher + ".pem", PASSPHRASE, "rsa -traditional -" + cipher);
    }
    openssl(base, "pkcs1-aes256.der", "", "rsa -traditional -outform DER -aes256");
    addPkcs8(base);
    putty(base, "putty-2.ppk", "", "version=2");
    putty(base, "putty-2-encrypted.ppk", PASSPHRASE, "version=2");
    putty(base, "putty-3-argon2i.ppk", PASSPHRASE, cheapArgon2("argon2i"));
    putty(base, "putty-3-argon2d.ppk", PASSPHRASE, cheapArgon2("argon2d"));
    putty(base, "putty-3-lanes.ppk", PASSPHRASE, cheapArgon2("argon2id") + ",parallelism=4");
  }

  private void addPkcs8(BaseKey base) {
    String pbes2 = "pkcs8 -topk8 -iter 10 -v2 ";
    for (String key : List.of("128", "192", "256")) {
      for (String mode : List.of("cbc", "cfb", "ofb")) {
        String cipher = "aes-" + key + "-" + mode;
        openssl(base, "pkcs8-" + cipher + ".pem", PASSPHRASE, pbes2 + cipher);
      }
    }
    for (String cipher : List.of("des3", "des")) {
      openssl(base, "pkcs8-" + cipher + ".pem", PASSPHRASE, pbes2 + cipher);
    }
    for (String hash :
        List.of(
            "MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA512-224", "SHA512-256")) {
      openssl(
          base,
          "pkcs8-hmac-" + hash + ".pem",
          PASSPHRASE,
          "pkcs8 -topk8 -iter 10 -v2prf hmacWith" + hash);
    }
    for (String scheme : List.of("SHA1-3DES", "SHA1-2DES")) {
      openssl(
          base,
          "pkcs8-pbe-" + scheme + ".pem",
          PASSPHRASE,
          "pkcs8 -topk8 -iter 10 -v1 PBE-" + scheme);
    }
    openssl(base, "pkcs8-scrypt.pem", PASSPHRASE, "pkcs8 -topk8 -scrypt");
    openssl(
        base,
        "pkcs8-scrypt-small.pem",
        PASSPHRASE,
        "pkcs8 -topk8 -scrypt -scrypt_N 16 -scrypt_r 1 -scrypt_p 3");
    openssl(base, "pkcs8-encrypted.der", PASSPHRASE, pbes2 + "aes-256-cbc -outform DER");
    openssl(base, "pkcs8-scrypt.der", PASSPHRASE, "pkcs8 -topk8 -scrypt -scrypt_N 16 -outform DER");
  }

  private void addExponentThree() {
    BaseKey base = describe(rsaKey("base-e3.pem", "-3", "2048"));
    openSsh(base, "openssh-e3", "");
    openssl(base, "pkcs8-e3.pem", "", "pkcs8 -topk8 -nocrypt");
  }

  /** The key comes from ssh-keygen, since it does not read Ed25519 keys of other programs. */
  private void addEd25519() {
    Path openSsh = directory.resolve("base-ed25519.pem");
    Path pkcs8 = directory.resolve("base-ed25519.p8");
    Tool.run(
        directory,
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-C",
        "",
        "-f",
        openSsh.toString());
    write(pkcs8, pkcs8OfEd25519(Pem.unwrap(read(openSsh))));
    String line = Tool.text(directory, "ssh-keygen", "-y", "-f", openSsh.toString());
    BaseKey base = new BaseKey(openSsh, pkcs8, line);
    for (String cipher : OPENSSH_CIPHERS) {
      openSsh(base, "openssh-ed25519-" + cipher, PASSPHRASE, "-Z", cipher);
    }
    addCurve(base, "ed25519");
  }

  /** Encodes the seed of a file in OpenSSH's format as PKCS#8 (RFC 8410, section 7). */
  private static byte[] pkcs8OfEd25519(byte[] openSsh) {
    WireReader in = new WireReader(openSsh);
    for (int i = 0; i < "openssh-key-v1\0".length(); i++) {
      in.readByte();
    }
    for (int i = 0; i < 3; i++) {
      in.readString(); // cipher, kdf and its options
    }
    in.readUint32();
    in.readString(); // public key
    WireReader section = in.readNested();
    section.readUint64(); // check numbers
    section.readText();
    section.readString(); // public key
    byte[] seed = Arrays.copyOf(section.readString(), 32);
    return new WireWriter()
        .writeRaw(HexFormat.of().parseHex("302e020100300506032b657004220420"))
        .writeRaw(seed)
        .toByteArray();
  }

  private void addEcdsa(String curve) {
    Path pem = directory.resolve("base-" + curve + ".pem");
    String openSslName =
        curve.equals("nistp256") ? "prime256v1" : "secp" + curve.substring(5) + "r1";
    openssl("ecparam -name " + openSslName + " -genkey -noout -out " + pem);
    KeyFileCorpus.write(pem, read(pem)); // with the permissions that ssh-keygen asks for
    BaseKey base = describe(pem);
    String sec1 = "sec1-" + curve;
    openssl(base, sec1 + ".pem", "", "ec");
    openssl(base, sec1 + ".der", "", "ec -outform DER");
    openssl(base, sec1 + "-alone.pem", "", "ec -no_public");
    openssl(base, sec1 + "-alone.der", "", "ec -no_public -outform DER");
    openssl(base, sec1 + "-compressed.der", "", "ec -conv_form compressed -outform DER");
    openssl(base, sec1 + "-hybrid.der", "", "ec -conv_form hybrid -outform DER");
    openssl(base, sec1 + "-aes128.pem", PASSPHRASE, "ec -aes128");
    openssl(base, "pkcs8-" + curve + "-compressed.pem", "", "pkey -ec_conv_form compressed");
    addCurve(base, curve);
    byte[] parameters = Tool.run(directory, "openssl", "ecparam", "-name", openSslName);
    String text = new String(parameters, StandardCharsets.ISO_8859_1);
    for (String name : List.of(sec1 + ".pem", sec1 + "-aes128.pem")) {
      KeySample plain = sample(name);
      relay(plain, "parameters", text + new String(plain.contents(), StandardCharsets.ISO_8859_1));
    }
    if (curve.equals("nistp256")) {
      for (String cipher : OPENSSH_CIPHERS) {
        openSsh(base, "openssh-" + curve + "-" + cipher, PASSPHRASE, "-Z", cipher);
      }
      for (String cipher : List.of("des", "des3", "aes192", "aes256")) {
        openssl(base, sec1 + "-" + cipher + ".pem", PASSPHRASE, "ec -" + cipher);
      }
    }
  }

  private void addCurve(BaseKey base, String curve) {
    openSsh(base, "openssh-" + curve, "");
    openSsh(base, "openssh-" + curve + "-encrypted", PASSPHRASE);
    String pkcs8 = "pkcs8-" + curve;
    openssl(base, pkcs8 + ".pem", "", "pkcs8 -topk8 -nocrypt");
    openssl(base, pkcs8 + ".der", "", "pkcs8 -topk8 -nocrypt -outform DER");
    String encrypt = "pkcs8 -topk8 -iter 10 ";
    openssl(base, pkcs8 + "-encrypted.pem", PASSPHRASE, encrypt + "-v2 aes-256-cbc");
    openssl(base, pkcs8 + "-encrypted.der", PASSPHRASE, encrypt + "-v2 aes-128-cbc -outform DER");
    openssl(base, pkcs8 + "-pbe.pem", PASSPHRASE, encrypt + "-v1 PBE-SHA1-3DES");
    openssl(base, pkcs8 + "-scrypt.pem", PASSPHRASE, "pkcs8 -topk8 -scrypt -scrypt_N 16");
    putty(base, "putty-" + curve + ".ppk", "", "version=3");
    putty(base, "putty-" + curve + "-2.ppk", "", "version=2");
    putty(base, "putty-" + curve + "-encrypted.ppk", PASSPHRASE, cheapArgon2("argon2id"));
    putty(base, "putty-" + curve + "-2-encrypted.ppk", PASSPHRASE, "version=2");
  }

  private void addLayouts() {
    for (String name :
        List.of("openssh-2048", "pkcs1-aes128.pem", "pkcs8-2048.pem", "putty-2048.ppk")) {
      KeySample plain = sample(name);
      String text = new String(plain.contents(), StandardCharsets.ISO_8859_1);
      relay(plain, "crlf", text.replace("\n", "\r\n"));
      relay(plain, "cr", text.replace("\n", "\r"));
      relay(plain, "blanks", text.replace("\n", " \t\n"));
      relay(plain, "bom", "\u00ef\u00bb\u00bf" + text);
      relay(plain, "no-end-of-line", text.stripTrailing());
      if (!name.startsWith("putty")) {
        relay(plain, "text-before", "Bag Attributes\n  localKeyID: 01\n0\n\n" + text);
        relay(plain, "text-after", text + "\nthat was the key\n");
      }
    }
  }

  private void relay(KeySample sample, String layout, String text) {
    Path file = directory.resolve(sample + "-" + layout);
    write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    samples.add(new KeySample(file, sample.base(), sample.passphrase(), sample.comment()));
  }

  private void openSsh(BaseKey base, String name, String passphrase, String... options) {
    Path file = directory.resolve(name);
    write(file, read(base.pem()));
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-p", "-N", passphrase, "-a", "1"));
    command.addAll(List.of("-f", file.toString()));
    command.addAll(List.of(options));
    Tool.run(directory, command.toArray(String[]::new));
    // -c rewrites the file with the default cipher, so a named one keeps the empty comment
    if (options.length == 0) {
      Tool.run(
          directory,
          "ssh-keygen",
          "-q",
          "-c",
          "-C",
          COMMENT,
          "-a",
          "1",
          "-P",
          passphrase,
          "-f",
          file.toString());
    }
    samples.add(new KeySample(file, base, passphrase, options.length == 0 ? COMMENT : ""));
  }

  private void openssl(BaseKey base, String name, String passphrase, String command) {
    Path file = directory.resolve(name);
    openssl(
        command
            + " -provider legacy -provider default -in "
            + (base.isRsa() ? base.pem() : base.pkcs8())
            + " -out "
            + file
            + (passphrase.isEmpty() ? "" : " -passout file:" + passphraseFile()));
    samples.add(new KeySample(file, base, passphrase, ""));
  }

  private void openssl(String command) {
    Tool.run(directory, ("openssl " + command).split(" "));
  }

  private void putty(BaseKey base, String name, String passphrase, String parameters) {
    Path file = directory.resolve(name);
    Path empty = directory.resolve("empty");
    write(empty, new byte[0]);
    Path newPassphrase = passphrase.isEmpty() ? empty : passphraseFile();
    Tool.run(
        directory,
        "puttygen",
        base.pem().toString(),
        "-O",
        "private",
        "-o",
        file.toString(),
        "-C",
        COMMENT,
        "--new-passphrase",
        newPassphrase.toString(),
        "--ppk-param",
        parameters);
    samples.add(new KeySample(file, base, passphrase, COMMENT));
  }

  private static String cheapArgon2(String variant) {
    return "version=3,kdf=" + variant + ",memory=64,passes=2";
  }

  private Path passphraseFile() {
    Path file = directory.resolve("passphrase");
    write(file, PASSPHRASE.getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that only its owner can read, as ssh-keygen requires. */
  static void write(Path file, byte[] contents) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.write(file, contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
