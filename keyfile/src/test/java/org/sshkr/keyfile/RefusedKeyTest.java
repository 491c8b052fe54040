package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;

/** Refuses keys of other types, and files given by mistake, with one line that names them. */
class RefusedKeyTest {
  private static final String MAKE_KEY =
      ": it can't be loaded; make a key with: ssh-keygen -t ed25519";
  private static final String IN_AGENT =
      ": it can't be loaded; keep it in ssh-agent, or make a key with: ssh-keygen -t ed25519";
  private static final String OTHER_CURVE =
      ": SSH has nistp256, nistp384 and nistp521 only; make a key with: ssh-keygen -t ed25519";

  /** The directory of the keys, which are made once for all tests. */
  private static final Path directory = KeyFileCorpus.get().directory();

  static {
    openssl("genpkey -algorithm ed448 -out ed448.p8");
    openssl("genpkey -algorithm x25519 -out x25519.p8");
    for (String curve : List.of("secp256k1", "secp224r1", "brainpoolP256r1", "sect283k1")) {
      openssl("ecparam -genkey -noout -name " + curve + " -out " + curve + ".pem");
      openssl("pkcs8 -topk8 -nocrypt -in " + curve + ".pem -out " + curve + ".p8");
    }
    String encrypt = "-passout pass:secret -out secp256k1-encrypted";
    openssl("pkcs8 -topk8 -in secp256k1.pem -iter 10 " + encrypt + ".p8");
    openssl("ec -in secp256k1.pem -aes128 " + encrypt + ".pem");
    openssl("ec -in secp256k1.pem -outform DER -out secp256k1.der");
    openssl("ec -in secp256k1.pem -camellia256 -passout pass:secret -out camellia-ec.pem");
    String explicit = "-name prime256v1 -genkey -noout -param_enc explicit -out explicit";
    openssl("ecparam " + explicit + ".pem");
    openssl("ecparam " + explicit + ".der -outform DER");
    openssl("pkcs8 -topk8 -nocrypt -in explicit.pem -out explicit.p8");
    openssl("dsaparam -genkey -noout -out dsa.pem 1024");
    openssl("pkcs8 -topk8 -nocrypt -in dsa.pem -out dsa.p8");
    openssl("dsa -in dsa.pem -outform DER -out dsa.der");
    openssl("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.p8");
    openssl("genrsa -traditional -primes 3 -out multi.pem 2048");
    openssl("genrsa -traditional -out small.pem 1024");
    openssl("rsa -in small.pem -traditional -camellia256 -passout pass:secret -out camellia.pem");
    openssl(
        "pkcs8 -topk8 -in small.pem -v2 camellia-128-cbc -passout pass:secret -out camellia.p8");
    openssl("pkcs8 -topk8 -in small.pem -v2 aria-128-cbc -passout pass:secret -out aria.p8");
    openssl("rsa -in small.pem -pubout -out public.pem");
    openssl("rsa -in small.pem -pubout -outform DER -out public.der");
    openssl("rsa -in small.pem -RSAPublicKey_out -out rsa-public.pem");
    openssl("rsa -in small.pem -RSAPublicKey_out -outform DER -out rsa-public.der");
    openssl("req -x509 -key small.pem -subj /CN=x -out certificate.pem");
    openssl("req -x509 -key small.pem -subj /CN=x -outform DER -out certificate.der");
    openssl("req -new -newhdr -key small.pem -subj /CN=x -out request.pem");
    openssl(
        "pkcs12 -export -inkey small.pem -in certificate.pem -passout pass:secret -out key.p12");
    sshKeygen("-t ed25519 -N secret -f ca-ed25519 -C x");
    sshKeygen("-t ecdsa -N secret -f ca-ecdsa -C x");
    sshKeygen("-t rsa -b 1024 -N secret -f openssh-1024 -C x");
    sshKeygen("-s ca-ed25519 -P secret -I id openssh-1024.pub");
    Tool.run(directory, "puttygen", "small.pem", "-O", "private-sshcom", "-o", "ssh.com");
    Tool.run(directory, "puttygen", "small.pem", "-O", "private", "-o", "small.ppk");
  }

  @Test
  void keyThatAnotherAgentMayHold() throws Exception {
    refused("ed448.p8", Reason.UNSUPPORTED_KEY, "Ed448 key" + IN_AGENT);
  }

  @ParameterizedTest
  @CsvSource({
    "secp256k1.pem, secp256k1",
    "secp256k1.der, secp256k1",
    "secp256k1.p8, secp256k1",
    "secp224r1.pem, secp224r1",
    "secp224r1.p8, secp224r1",
    "brainpoolP256r1.pem, brainpoolP256r1",
    "sect283k1.p8, 1.3.132.0.16"
  })
  void curveThatSshDoesNotHaveIsKnownBeforeTheKeyIsOpened(String file, String curve)
      throws Exception {
    String message = "ECDSA key on the curve " + curve + OTHER_CURVE;
    refused(file, Reason.UNSUPPORTED_KEY, message);
    assertThatThrownBy(() -> PrivateKeyReader.read(directory.resolve(file))).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256k1-encrypted.p8", "secp256k1-encrypted.pem"})
  void curveThatIsEncryptedIsNamedOnceItIsOpen(String name) throws Exception {
    try (KeyFile file = PrivateKeyReader.read(directory.resolve(name))) {
      KeyEnvelope envelope = file.keys().get(0);
      assertThatThrownBy(() -> envelope.open("secret".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(KeyFileException.class)
          .hasMessage("ECDSA key on the curve secp256k1" + OTHER_CURVE);
    }
  }

  /** Follows the advice in the message. */
  @ParameterizedTest
  @ValueSource(strings = {"explicit.pem", "explicit.der", "explicit.p8"})
  void explicitParametersAreRefusedWithTheCommandThatNamesTheCurve(String file) throws Exception {
    String command = "openssl ec -param_enc named_curve";
    refused(
        file,
        Reason.UNSUPPORTED_KEY,
        "ECDSA key with explicit curve parameters; name its curve with: " + command);
    Tool.run(directory, (command + " -in " + file + " -out named.pem").split(" "));
    assertThat(Pem.openPlain(Files.readAllBytes(directory.resolve("named.pem")))).hasSize(32);
  }

  @ParameterizedTest
  @CsvSource({
    "x25519.p8, 'key for key agreement (X25519, X448 or DH), not for signatures'",
    "dsa.pem, DSA key",
    "dsa.p8, DSA key",
    "dsa.der, DSA key",
    "pss.p8, 'RSA-PSS key, bound to a padding that SSH does not use'",
    "multi.pem, RSA key with more than two primes"
  })
  void keyWithoutAnotherUse(String file, String what) throws Exception {
    refused(file, Reason.UNSUPPORTED_KEY, what + MAKE_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "public.pem, a public key",
    "public.der, a public key",
    "rsa-public.pem, a public key",
    "rsa-public.der, a public key",
    "ca-ed25519.pub, a public key",
    "ca-ecdsa.pub, a public key",
    "openssh-1024.pub, a public key",
    "openssh-1024-cert.pub, a certificate",
    "certificate.pem, a certificate",
    "certificate.der, a certificate",
    "request.pem, a certificate request"
  })
  void publicHalf(String file, String what) throws Exception {
    refused(file, Reason.NOT_A_PRIVATE_KEY, what + "; give the private key that it belongs to");
  }

  @ParameterizedTest
  @CsvSource({
    "camellia.pem, 'encrypted with CAMELLIA-256-CBC, which is not read;"
        + " re-encrypt it with: openssl rsa -aes256'",
    "camellia-ec.pem, 'encrypted with CAMELLIA-256-CBC, which is not read;"
        + " re-encrypt it with: openssl ec -aes256'",
    "camellia.p8, 'encrypted with Camellia, which is not read;"
        + " re-encrypt it with: openssl pkcs8 -topk8 -v2 aes-256-cbc'",
    "aria.p8, 'encrypted with ARIA, which is not read;"
        + " re-encrypt it with: openssl pkcs8 -topk8 -v2 aes-256-cbc'",
    "key.p12, PKCS#12 file; extract its key with: openssl pkcs12 -nocerts",
    "ssh.com, in the format of ssh.com; convert it with: puttygen FILE -O private-openssh -o NEW"
  })
  void encodingThatIsNotRead(String file, String message) throws Exception {
    refused(file, Reason.UNSUPPORTED_ENCODING, message);
  }

  /** OpenSSL reads these only with its legacy provider; ssh-keygen does not read them at all. */
  @ParameterizedTest
  @CsvSource({
    "-v1 PBE-MD5-DES, PBE-MD5-DES",
    "-v1 PBE-SHA1-DES, PBE-SHA1-DES",
    "-v1 PBE-MD5-RC2-64, PBE-MD5-RC2-64",
    "-v1 PBE-SHA1-RC2-64, PBE-SHA1-RC2-64",
    "-v1 PBE-SHA1-RC4-128, PBE-SHA1-RC4-128",
    "-v1 PBE-SHA1-RC4-40, PBE-SHA1-RC4-40",
    "-v1 PBE-SHA1-RC2-128, PBE-SHA1-RC2-128",
    "-v1 PBE-SHA1-RC2-40, PBE-SHA1-RC2-40",
    "-v2 rc2, RC2",
    "-v2 rc2-64-cbc, RC2",
    "-v2 rc2-40-cbc, RC2"
  })
  void legacyEncryptionIsRefusedWithTheCommandThatReplacesIt(String options, String name)
      throws Exception {
    KeyFileCorpus corpus = KeyFileCorpus.get();
    String command = "openssl pkcs8 -provider legacy -provider default -topk8 -v2 aes-256-cbc";
    openssl(
        "pkcs8 -topk8 -provider legacy -provider default -iter 10 -passout pass:secret -in "
            + corpus.rsa2048().pem()
            + " -out legacy.p8 "
            + options);
    refused(
        "legacy.p8",
        Reason.UNSUPPORTED_ENCODING,
        "encrypted with " + name + ", which is not read; re-encrypt it with: " + command);
    String more = " -in legacy.p8 -passin pass:secret -passout pass:secret -out new.p8";
    Tool.run(directory, (command + more).split(" "));
    try (KeyFile file = PrivateKeyReader.read(directory.resolve("new.p8"));
        CheckedKey loaded = file.keys().get(0).open("secret".getBytes(StandardCharsets.UTF_8))) {
      assertThat(loaded.key().secret().copyToHeap()).isEqualTo(corpus.rsa2048().expectedPkcs8());
    }
  }

  @Test
  void schemeThatOpenSslDoesNotReadEitherIsNamedByItsNumber() {
    String md2 = "1.2.840.113549.1.5.1";
    assertThatThrownBy(() -> Pbes1.of(md2, new DerReader(new byte[0])))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("encrypted by an unknown scheme, " + md2);
  }

  @ParameterizedTest
  @CsvSource({
    "sk-ssh-ed25519@openssh.com, key on a security key (FIDO): it can't leave the token",
    "sk-ecdsa-sha2-nistp256@openssh.com, key on a security key (FIDO): it can't leave the token",
    "ssh-xmss@openssh.com, XMSS key: it can't be loaded; keep it in ssh-agent, or make a key",
    "ssh-ed448, Ed448 key: it can't be loaded; keep it in ssh-agent, or make a key",
    "ssh-dss, DSA key: it can't be loaded; make a key with: ssh-keygen -t ed25519",
    "ecdsa-sha2-nistp224, ECDSA key on the curve nistp224: SSH has nistp256",
    "ecdsa-sha2-1.3.132.0.10, ECDSA key on the curve 1.3.132.0.10: SSH has nistp256",
    "ssh-ed25519-cert-v01@openssh.com, a certificate; give the private key",
    "ssh-rsa-cert-v01@openssh.com, a certificate; give the private key",
    "ssh-future, key of type ssh-future: it can't be loaded; make a key"
  })
  void typeInOpenSshFormatIsKnownWithoutThePassphrase(String type, String message) {
    byte[] pem = Pem.wrap("OPENSSH PRIVATE KEY", OpenSshContainer.ofType(type));
    assertThatThrownBy(() -> PrivateKeyReader.parse(pem))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void sizeInOpenSshFormatIsKnownWithoutThePassphrase() {
    assertThatThrownBy(() -> PrivateKeyReader.read(directory.resolve("openssh-1024")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith("RSA key of 1024 bits: it must have 2048 to 16384");
  }

  @Test
  void sizeInPuttysFormatIsKnownWithoutThePassphrase() {
    assertThatThrownBy(() -> PrivateKeyReader.read(directory.resolve("small.ppk")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith("RSA key of 1024 bits: it must have 2048 to 16384");
  }

  @Test
  void otherTypeInPlainPkcs8IsKnownBeforeAnyKeyIsOpened() {
    assertThatThrownBy(() -> PrivateKeyReader.read(directory.resolve("ed448.p8")))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("Ed448 key" + IN_AGENT);
  }

  /**
   * An agent can hold these. Ed25519 and ECDSA are among them, although their files are read here.
   */
  @ParameterizedTest
  @CsvSource({
    "ssh-ed25519, Ed25519 key",
    "ecdsa-sha2-nistp521, ECDSA key",
    "ssh-ed448, Ed448 key",
    "ssh-xmss@openssh.com, XMSS key",
    "sk-ssh-ed25519@openssh.com, key on a security key (FIDO)"
  })
  void typeThatOnlyAnAgentHolds(String type, String kind) {
    assertThat(AgentOnlyKeyException.ofType(type)).get().extracting("kind").isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp224", "ssh-ed25519-cert-v01"})
  void typeThatNoAgentHoldsInstead(String type) {
    assertThat(AgentOnlyKeyException.ofType(type)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.392.200011.61.1.1.1.2, Camellia",
    "0.3.4401.5.3.1.9.1, Camellia",
    "1.2.410.200046.1.1.1, ARIA",
    "1.2.410.200004.1.4, SEED",
    "1.2.156.10197.1.104.2, SM4",
    "2.16.840.1.101.3.4.1.46, AES in an unusual mode (2.16.840.1.101.3.4.1.46)",
    "1.2.840.113549.3.8, cipher 1.2.840.113549.3.8"
  })
  void cipherIsNamed(String identifier, String name) {
    assertThat(CipherNames.ofObjectIdentifier(identifier)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "'Comment: x\nX: y', ",
    "'Proc-Type: 4,ENCRYPTED', the DEK-Info line is missing or damaged",
    "'DEK-Info: AES-128-CBC', the DEK-Info line is missing or damaged",
    "'DEK-Info: ,00', 'encrypted with , which is not read;'",
    "'DEK-Info: AES-128-CBC,00', the IV of the DEK-Info line has a wrong length"
  })
  void headerOfPkcs1SaysWhetherItIsEncrypted(String header, String message) throws Exception {
    byte[] pem = KeyFileCorpus.get().sample("pkcs1-2048.pem").contents();
    String text = new String(pem, StandardCharsets.US_ASCII);
    byte[] changed =
        text.replaceFirst("KEY-----\n", "KEY-----\n" + header + "\n\n")
            .getBytes(StandardCharsets.US_ASCII);
    if (message == null) {
      assertThat(Pem.openPlain(changed)).isNotEmpty();
    } else {
      assertThatThrownBy(() -> PrivateKeyReader.parse(changed))
          .isInstanceOf(KeyFileException.class)
          .hasMessageStartingWith(message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-----BEGIN PGP PRIVATE KEY BLOCK-----, OpenPGP key: gpg-agent serves it to ssh",
    "-----BEGIN TSS2 PRIVATE KEY-----, key that only a TPM can open",
    "-----BEGIN EC PARAMETERS-----, 'holds no private key, only: EC PARAMETERS'",
    "-----BEGIN NEW THING-----, 'holds no private key, only: NEW THING'"
  })
  void otherBlock(String begin, String message) {
    String text = begin + "\n\nAAAA\n" + begin.replace("BEGIN", "END") + "\n";
    assertThatThrownBy(() -> PrivateKeyReader.parse(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'SSH PRIVATE KEY FILE FORMAT 1.1\n', key of SSH version 1",
    "'PuTTY-User-Key-File-1: ssh-rsa\n', PuTTY key file of another version",
    "'PuTTY-User-Key-File-4: ssh-rsa\n', PuTTY key file of another version",
    "'PuTTY-User-Key-File-3: ssh-ed448\n', Ed448 key: it can't be loaded",
    "'PuTTY-User-Key-File-3: ssh-dss\n', DSA key: it can't be loaded",
    "ssh-, a public key",
    "ssh-rsa-cert-v01@openssh.com, a certificate",
    "ssh-rsa no-cert-v01, a public key",
    "ssh, not a private key file of any known format",
    "openssh-key-v1, OpenSSH's binary form without its BEGIN and END lines",
    "'hello\n', not a private key file of any known format"
  })
  void otherText(String text, String message) {
    assertThatThrownBy(() -> PrivateKeyReader.parse(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith(message);
  }

  static List<Arguments> whatBecomesOfKeys() {
    String lost = "its line breaks are lost; put the variable in quotation marks";
    String written = "its line breaks are written as \\n; write it with: printf '%b\\n' \"$KEY\"";
    String before = "something stands before -----BEGIN on its line";
    return List.of(
        Arguments.of("\n", " ", lost),
        Arguments.of("\n", "", lost),
        Arguments.of("KEY-----\n", "KEY----- ", lost),
        Arguments.of("\n", "\\n", written),
        Arguments.of("\n", "\\r\\n", written),
        Arguments.of("-----BEGIN", " \t-----BEGIN", "its lines are indented; remove the blanks"),
        Arguments.of("-----BEGIN", "\"-----BEGIN", before),
        Arguments.of("-----BEGIN", "KEY=-----BEGIN", before));
  }

  /**
   * Keys get damaged like this in the variables and secrets of CI systems; OpenSSH's message is
   * "error in libcrypto". The first case was once taken for a block whose label is the whole key.
   */
  @ParameterizedTest
  @MethodSource("whatBecomesOfKeys")
  void keyWhoseLinesAreNoLongerLines(String part, String became, String message) {
    for (String name : new String[] {"openssh-2048", "pkcs1-2048.pem", "pkcs8-2048.pem"}) {
      String text = text(name).replace(part, became);
      assertMalformed(text, message);
      assertMalformed("\n" + text + text, message);
    }
  }

  @Test
  void keyInBase64OnceMoreOrWithoutItsFirstAndLastLine() {
    for (String name : new String[] {"openssh-2048", "pkcs1-2048.pem", "pkcs8-2048.pem"}) {
      byte[] key = text(name).getBytes(StandardCharsets.ISO_8859_1);
      byte[] encoded = Base64.getMimeEncoder().encode(key);
      assertThatThrownBy(() -> PrivateKeyReader.parse(encoded))
          .hasMessage("a key file encoded in Base64 again; decode it with: base64 -d");
      String body = text(name).replaceAll("-----.*-----\n", "");
      assertMalformed(body, "Base64 without its BEGIN and END lines");
    }
  }

  private static String text(String sample) {
    return new String(KeyFileCorpus.get().sample(sample).contents(), StandardCharsets.ISO_8859_1);
  }

  private static void assertMalformed(String text, String message) {
    assertThatThrownBy(() -> PrivateKeyReader.parse(text.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
        .hasMessageStartingWith(message);
  }

  private static void refused(String file, Reason reason, String message) throws Exception {
    assertThat(Pem.refusal(Files.readAllBytes(directory.resolve(file)))).isEqualTo(reason);
    assertThatThrownBy(() -> Pem.openPlain(Files.readAllBytes(directory.resolve(file))))
        .hasMessage(message);
  }

  private static void openssl(String command) {
    Tool.run(directory, ("openssl " + command).split(" "));
  }

  private static void sshKeygen(String options) {
    Tool.run(directory, ("ssh-keygen -q " + options).split(" "));
  }
}
