package org.sshkr.keyfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Decodes requests recorded from OpenSSH's ssh-add (see add-requests/README.md), whole and damaged.
 */
class AddRequestTest {
  private static final Path REQUESTS = Path.of("src/test/resources/add-requests");
  private static final int ADD_ID_CONSTRAINED = 25;

  private static byte[] request(String name) {
    return file(name + ".bin");
  }

  private static byte[] file(String name) {
    try {
      return Files.readAllBytes(REQUESTS.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyFileException refused(byte[] message) {
    KeyFileException refusal =
        catchThrowableOfType(KeyFileException.class, () -> AddRequest.decode(message));
    assertThat(refusal).isNotNull();
    FuzzedKeyFile.assertIsOneLine(refusal);
    return refusal;
  }

  @ParameterizedTest
  @CsvSource({
    "key, key.der, false, , false, false",
    "key-lifetime, key.der, false, 3600, false, false",
    "key-confirm, key.der, false, , true, false",
    "key-lifetime-confirm-destination, key.der, false, 3600, true, true",
    "certified-key, certified-key.der, false, , false, false",
    "certificate, certified-key.der, true, , false, false",
    "certified-key-lifetime-confirm, certified-key.der, false, 600, true, false",
    "certificate-lifetime-confirm, certified-key.der, true, 600, true, false",
  })
  void whatSshAddSendsIsTheKeyWithItsConstraints(
      String name, String der, boolean certified, Long seconds, boolean confirm, boolean limited)
      throws Exception {
    byte[] message = request(name);
    try (AddRequest request = AddRequest.read(new ByteArrayInputStream(message))) {
      assertThat(request.key().key().secret().copyToHeap()).isEqualTo(file(der));
      assertThat(request.key().comment()).isEqualTo("throw-away key");
      assertThat(request.certificate().isPresent()).isEqualTo(certified);
      assertThat(request.certificate().stream().map(SshCertificate::publicKey))
          .allMatch(request.key().key().publicKey()::equals);
      RequestedConstraints constraints = request.constraints();
      assertThat(constraints.lifetime().map(Duration::toSeconds).orElse(null)).isEqualTo(seconds);
      assertThat(constraints.confirm()).isEqualTo(confirm);
      assertThat(constraints.destinations().isPresent()).isEqualTo(limited);
      constraints
          .destinations()
          .ifPresent(
              payload ->
                  assertThat(
                          DestinationConstraints.decode(payload.toByteArray())
                              .constraints()
                              .get(0)
                              .to()
                              .host())
                      .isEqualTo("host.example"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519, ssh-ed25519, false",
    "ed25519-certificate, ssh-ed25519, true",
    "ecdsa, ecdsa-sha2-nistp256, false",
    "ecdsa-nistp384, ecdsa-sha2-nistp384, false",
    "ecdsa-nistp521, ecdsa-sha2-nistp521, false",
    "ecdsa-certificate-lifetime-confirm, ecdsa-sha2-nistp256, true"
  })
  void keyOfACurveIsItsBareNumber(String name, String type, boolean certified) throws Exception {
    try (AddRequest request = AddRequest.decode(request(name))) {
      PrivateKey key = request.key().key();
      assertThat(key.publicKey().type()).isEqualTo(type);
      assertThat(request.key().comment()).isEqualTo("throw-away key");
      assertThat(request.certificate().isPresent()).isEqualTo(certified);
      byte[] secret = key.secret().copyToHeap();
      assertThat(PublicPoint.of(type, secret)).isEqualTo(KeyCurve.point(key.publicKey()));
      assertThat(request(name)).containsSequence(withoutZeros(secret));
    }
  }

  private static byte[] withoutZeros(byte[] number) {
    int zeros = 0;
    while (number[zeros] == 0) {
      zeros++;
    }
    return Arrays.copyOfRange(number, zeros, number.length);
  }

  private static WireWriter message(String type) {
    return new WireWriter().writeByte(17).writeText(type);
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-dss, DSA key: it can't be loaded",
    "sk-ssh-ed25519@openssh.com, key on a security key (FIDO)",
    "sk-ssh-ed25519-cert-v01@openssh.com, key on a security key (FIDO)",
    "ssh-ed448, Ed448 key: it can't be loaded",
    "ecdsa-sha2-nistp224, ECDSA key on the curve nistp224",
    "ssh-future, key of type ssh-future: it can't be loaded"
  })
  void otherTypeIsRefusedByItsName(String type, String words) {
    KeyFileException refusal = refused(message(type).toByteArray());
    assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_KEY);
    assertThat(refusal).hasMessageStartingWith(words);
  }

  @Test
  void curveOtherThanThatOfTheTypeIsMalformed() {
    byte[] message =
        new String(request("ecdsa"), ISO_8859_1)
            .replace("\bnistp256", "\bnistp384")
            .getBytes(ISO_8859_1);
    assertThat(refused(message).reason()).isEqualTo(Reason.MALFORMED);
  }

  /** A client may send the number with extra zeros, but not without the zero byte for its sign. */
  @Test
  void numberIsReadWithMoreZerosAndNeverNegative() throws Exception {
    byte[] d = new byte[32];
    Arrays.fill(d, (byte) 0x81);
    EcdsaPublicKey key =
        new EcdsaPublicKey("nistp256", Blob.copyOf(PublicPoint.of("ecdsa-sha2-nistp256", d)));
    for (int zeros = 0; zeros < 3; zeros++) {
      byte[] longer = new byte[zeros + d.length];
      System.arraycopy(d, 0, longer, zeros, d.length);
      byte[] message =
          key.writeFields(message(key.type())).writeString(longer).writeText("").toByteArray();
      if (zeros == 0) {
        assertThat(refused(message).reason()).isEqualTo(Reason.MALFORMED);
      } else {
        try (AddRequest request = AddRequest.decode(message)) {
          assertThat(request.key().key().secret().copyToHeap()).isEqualTo(d);
        }
      }
    }
  }

  @Test
  void certificateOfAnotherTypeOrCurveIsRefused() {
    byte[] certificate = certificateOf("ecdsa-certificate-lifetime-confirm");
    byte[] message =
        message("ssh-ed25519-cert-v01@openssh.com").writeString(certificate).toByteArray();
    assertThat(refused(message).reason()).isEqualTo(Reason.MALFORMED);
    byte[] other =
        message("ecdsa-sha2-nistp256-cert-v01@openssh.com")
            .writeString(certificate)
            .writeMpint(BigInteger.TWO)
            .writeText("")
            .toByteArray();
    assertThat(refused(other))
        .hasMessage("the private key does not belong to the public key beside it");
  }

  private static byte[] certificateOf(String name) {
    WireReader in = new WireReader(request(name));
    in.readByte();
    in.readText();
    return in.readString();
  }

  /** A request cut between two constraints can't be told from a shorter one. */
  @ParameterizedTest
  @CsvSource({
    "key, ''",
    "key-lifetime, 957",
    "key-confirm, 957",
    "key-lifetime-confirm-destination, 957 962 963",
    "certified-key, ''",
    "certificate, ''",
    "certified-key-lifetime-confirm, 957 962",
    "certificate-lifetime-confirm, 1391 1396",
    "ed25519, ''",
    "ed25519-certificate, ''",
    "ecdsa, ''",
    "ecdsa-nistp384, ''",
    "ecdsa-nistp521, ''",
    "ecdsa-certificate-lifetime-confirm, 586 591",
  })
  void requestThatIsCutAnywhereElseIsRefused(String name, String lengths) throws Exception {
    byte[] message = request(name);
    List<String> accepted = new ArrayList<>();
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      try {
        AddRequest.decode(cut).close();
        accepted.add(Integer.toString(length));
      } catch (KeyFileException e) {
        FuzzedKeyFile.assertIsOneLine(e);
      }
    }
    assertThat(String.join(" ", accepted)).isEqualTo(lengths);
    refused(Arrays.copyOf(message, message.length + 1));
  }

  /**
   * A changed byte in a number is refused; one elsewhere never throws another kind of exception.
   */
  @ParameterizedTest
  @ValueSource(strings = {"key-lifetime-confirm-destination", "certificate-lifetime-confirm"})
  void requestWithAnotherByteIsAKeyOrRefused(String name) {
    byte[] message = request(name);
    byte[] der = file(name.startsWith("key") ? "key.der" : "certified-key.der");
    for (int i = 0; i < message.length; i++) {
      for (int change : new int[] {0xff, 0x01, 0x80}) {
        byte[] changed = message.clone();
        changed[i] ^= (byte) change;
        try (AddRequest request = AddRequest.decode(changed)) {
          assertThat(request.key().key().secret().copyToHeap()).isEqualTo(der);
        } catch (KeyFileException e) {
          FuzzedKeyFile.assertIsOneLine(e);
        }
      }
    }
  }

  /** The numbers of the key in key.bin. */
  private static RSAPrivateKey numbers() throws IOException {
    return RSAPrivateKey.getInstance(PrivateKeyInfo.getInstance(file("key.der")).parsePrivateKey());
  }

  private static byte[] write(BigInteger... numbers) {
    WireWriter out = new WireWriter().writeByte(17).writeText("ssh-rsa");
    for (BigInteger number : numbers) {
      out.writeMpint(number);
    }
    return out.writeText("comment").toByteArray();
  }

  /** The numbers of the key in key.bin, by name, in the order of the message. */
  private static Map<String, BigInteger> sent() throws IOException {
    RSAPrivateKey key = numbers();
    Map<String, BigInteger> sent = new LinkedHashMap<>();
    sent.put("n", key.getModulus());
    sent.put("e", key.getPublicExponent());
    sent.put("d", key.getPrivateExponent());
    sent.put("qInv", key.getCoefficient());
    sent.put("p", key.getPrime1());
    sent.put("q", key.getPrime2());
    return sent;
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "e", "d", "qInv", "p", "q"})
  void hostileNumbersAreRefusedAtOnce(String name) throws Exception {
    BigInteger right = sent().get(name);
    List<BigInteger> hostile =
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            right.negate(),
            right.subtract(BigInteger.TWO),
            right.shiftLeft(1).setBit(0),
            BigInteger.ONE.shiftLeft(1_500_000).setBit(0));
    for (BigInteger number : hostile) {
      Map<String, BigInteger> sent = sent();
      sent.put(name, number);
      assertThat(refused(write(sent.values().toArray(BigInteger[]::new))).reason())
          .isIn(Reason.INVALID_KEY, Reason.MALFORMED, Reason.UNSUPPORTED_KEY);
    }
  }

  @Test
  void numbersInTheOrderOfApacheMinaAreTheSameKey() throws Exception {
    Map<String, BigInteger> sent = sent();
    byte[] message =
        write(
            sent.get("e"),
            sent.get("n"),
            sent.get("d"),
            sent.get("qInv"),
            sent.get("q"),
            sent.get("p"));
    try (AddRequest request = AddRequest.decode(message)) {
      assertThat(request.key().key().secret().copyToHeap()).isEqualTo(file("key.der"));
      assertThat(request.key().comment()).isEqualTo("comment");
    }
  }

  /** A request of type 25 with these constraints after the key. */
  private static byte[] constrained(WireWriter constraints) {
    byte[] key = request("key");
    key[0] = ADD_ID_CONSTRAINED;
    return new WireWriter().writeRaw(key).writeRaw(constraints.toByteArray()).toByteArray();
  }

  private static WireWriter extension(String name, byte[] payload) {
    return new WireWriter().writeByte(255).writeText(name).writeString(payload);
  }

  private static byte[] oneDestination() throws KeyFileException {
    try (AddRequest request = AddRequest.decode(request("key-lifetime-confirm-destination"))) {
      return request.constraints().destinations().get().toByteArray();
    }
  }

  @Test
  void constrainedRequestWithoutConstraintsHasNone() throws Exception {
    try (AddRequest request = AddRequest.decode(constrained(new WireWriter()))) {
      assertThat(request.constraints()).isEqualTo(RequestedConstraints.NONE);
    }
  }

  @Test
  void constraintThatIsUnknownRepeatedOrMeaninglessIsRefused() throws Exception {
    byte[] destination = oneDestination();
    String restrict = DestinationConstraints.NAME;
    Map<String, WireWriter> cases = new LinkedHashMap<>();
    cases.put("unknown constraint of type 3", new WireWriter().writeByte(3).writeUint32(1));
    cases.put("unknown constraint of type 0", new WireWriter().writeByte(0));
    cases.put(
        "unknown constraint, sk-provider@openssh.com",
        extension("sk-provider@openssh.com", "internal".getBytes(UTF_8)));
    cases.put("unknown constraint, a?b", extension("a\nb", new byte[0]));
    cases.put("constraint twice, confirm", new WireWriter().writeByte(2).writeByte(2));
    cases.put(
        "constraint twice, lifetime",
        new WireWriter().writeByte(1).writeUint32(1).writeByte(1).writeUint32(1));
    cases.put(
        "constraint twice, restrict-destination",
        extension(restrict, destination).writeRaw(extension(restrict, destination).toByteArray()));
    cases.put("lifetime of 0", new WireWriter().writeByte(1).writeUint32(0));
    cases.put("is malformed", extension(restrict, new byte[0]));
    cases.forEach(
        (words, constraints) ->
            assertThat(refused(constrained(constraints))).hasMessageContaining(words));
  }

  @Test
  void longestLifetimeIsKept() throws Exception {
    try (AddRequest request =
        AddRequest.decode(constrained(new WireWriter().writeByte(1).writeUint32(0xffffffffL)))) {
      assertThat(request.constraints().lifetime()).contains(Duration.ofSeconds(0xffffffffL));
    }
  }

  @Test
  void certificateOfAnotherKeyIsRefused() throws Exception {
    byte[] certificate = request("certificate");
    Map<String, BigInteger> sent = sent(); // of a key that it does not certify
    byte[] head = Arrays.copyOf(certificate, certificate.length - certificateTail(certificate));
    WireWriter out = new WireWriter().writeRaw(head);
    for (String name : List.of("d", "qInv", "p", "q")) {
      out.writeMpint(sent.get(name));
    }
    assertThat(refused(out.writeText("").toByteArray()).reason()).isEqualTo(Reason.INVALID_KEY);
  }

  /** The number of bytes after the certificate's blob. */
  private static int certificateTail(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).position(1);
    for (int strings = 0; strings < 2; strings++) {
      int length = in.getInt();
      in.position(in.position() + length);
    }
    return in.remaining();
  }

  @Test
  void typeOfAnotherRequestIsMalformed() {
    byte[] message = request("key");
    message[0] = 13;
    assertThat(refused(message).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void requestAsLongAsAnAgentTakesIsRead() throws Exception {
    byte[] key = request("key");
    byte[] head = Arrays.copyOf(key, key.length - "throw-away key".length() - 4);
    byte[] comment = new byte[Framing.MAX_MESSAGE - head.length - 4];
    Arrays.fill(comment, (byte) 'c');
    byte[] message = new WireWriter().writeRaw(head).writeString(comment).toByteArray();
    assertThat(message).hasSize(Framing.MAX_MESSAGE);
    try (AddRequest request = AddRequest.read(new ByteArrayInputStream(message))) {
      assertThat(request.key().comment()).hasSize(comment.length);
    }
  }

  @Test
  void requestThatIsLongerThanAnyAgentTakesIsNotReadToItsEnd() {
    ByteArrayInputStream endless = new ByteArrayInputStream(new byte[Framing.MAX_MESSAGE + 100]);
    assertThatThrownBy(() -> AddRequest.read(endless)).hasMessageContaining("256 KiB");
    assertThat(endless.available()).isEqualTo(99);
  }
}
