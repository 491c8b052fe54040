package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refuses DER structures that have an extra element. */
class StructureTest {
  private static final KeyFileCorpus CORPUS = KeyFileCorpus.get();
  private static final ASN1Encodable ONE_MORE = new DERUTF8String("");

  /** Copies of a value, each with an extra element in a different one of its sequences. */
  private static List<ASN1Encodable> withOneMore(ASN1Encodable value) {
    List<ASN1Encodable> changed = new ArrayList<>();
    if (value instanceof ASN1Sequence sequence) {
      ASN1Encodable[] elements = sequence.toArray();
      ASN1Encodable[] more = Arrays.copyOf(elements, elements.length + 1);
      more[elements.length] = ONE_MORE;
      changed.add(new DERSequence(more));
      for (int i = 0; i < elements.length; i++) {
        for (ASN1Encodable element : withOneMore(elements[i])) {
          ASN1Encodable[] copy = elements.clone();
          copy[i] = element;
          changed.add(new DERSequence(copy));
        }
      }
    }
    return changed;
  }

  private static byte[] der(String name) {
    byte[] contents = CORPUS.sample(name).contents();
    return name.endsWith(".der") ? contents : Pem.unwrap(contents);
  }

  private static void malformed(byte[] contents) {
    assertThatThrownBy(() -> PrivateKeyReader.parse(contents))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("damaged or broken off: not valid DER");
  }

  @ParameterizedTest
  @CsvSource({"pkcs8-encrypted.der, 7", "pkcs8-scrypt.der, 6", "pkcs8-pbe-SHA1-3DES.pem, 3"})
  void encryptedFileWithAnElementMoreIsMalformedBeforeItIsOpened(String name, int sequences)
      throws Exception {
    List<ASN1Encodable> changed = withOneMore(ASN1Primitive.fromByteArray(der(name)));
    assertThat(changed).hasSize(sequences);
    for (ASN1Encodable file : changed) {
      malformed(Pem.wrap("ENCRYPTED PRIVATE KEY", file.toASN1Primitive().getEncoded()));
    }
  }

  /** OpenSSL ignores them too. */
  @ParameterizedTest
  @CsvSource({"pkcs1-2048.der, RSA PRIVATE KEY", "pkcs8-2048.der, PRIVATE KEY"})
  void bytesAfterTheKeyDoNotMatter(String name, String label) throws Exception {
    byte[] longer = Arrays.copyOf(der(name), der(name).length + 1);
    byte[] expected = CORPUS.rsa2048().expectedPkcs8();
    assertThat(Pem.openPlain(longer)).isEqualTo(expected);
    assertThat(Pem.openPlain(Pem.wrap(label, longer))).isEqualTo(expected);
  }

  @Test
  void numbersWithOneMoreAreMalformed() throws Exception {
    byte[] pkcs1 = der("pkcs1-2048.der");
    byte[] one =
        withOneMore(ASN1Primitive.fromByteArray(pkcs1)).get(0).toASN1Primitive().getEncoded();
    assertThat(Pem.refusal(Pem.wrap("RSA PRIVATE KEY", one)))
        .isEqualTo(KeyFileException.Reason.MALFORMED);
    assertThat(Pem.refusal(pkcs8(0, one))).isEqualTo(KeyFileException.Reason.MALFORMED);
  }

  @Test
  void algorithmWithAnythingAfterItIsMalformed() throws Exception {
    ASN1Sequence info = ASN1Sequence.getInstance(der("pkcs8-2048.der"));
    byte[] changed = withOneMore(info).get(1).toASN1Primitive().getEncoded();
    malformed(changed);
    malformed(Pem.wrap("PRIVATE KEY", changed));
  }

  /** Version 1 also has the public key, which is ignored for RSA (RFC 5958). */
  @Test
  void versionOneOfPkcs8IsTakenAndNoLaterOne() throws Exception {
    byte[] numbers = der("pkcs1-2048.der");
    DERTaggedObject publicKey = new DERTaggedObject(false, 1, new DERBitString(new byte[8]));
    assertThat(Pem.openPlain(pkcs8(1, numbers, publicKey)))
        .isEqualTo(CORPUS.rsa2048().expectedPkcs8());
    assertThatThrownBy(() -> Pem.openPlain(pkcs8(2, numbers, publicKey)))
        .hasMessage("not version 0 or 1 of PKCS#8");
  }

  private static byte[] pkcs8(int version, byte[] numbers, ASN1Encodable... more)
      throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(der("pkcs8-2048.der"));
    List<ASN1Encodable> elements = new ArrayList<>();
    elements.add(new ASN1Integer(version));
    elements.add(info.getPrivateKeyAlgorithm());
    elements.add(new DEROctetString(numbers));
    elements.addAll(List.of(more));
    return new DERSequence(elements.toArray(ASN1Encodable[]::new)).getEncoded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3003010100", "3006020100010100", "300530030101ff"})
  void otherDerIsNoPrivateKey(String hex) {
    byte[] der = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> PrivateKeyReader.parse(der))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("DER, but no private key");
  }
}
