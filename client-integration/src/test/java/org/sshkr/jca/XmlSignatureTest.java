package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.RSAPSSParameterSpec;
import javax.xml.crypto.dsig.spec.SignatureMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.TestKeys;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** XML signatures by the JDK: PKCS #1, PSS by name, and PSS with parameters. */
class XmlSignatureTest {
  private static final String PKCS1 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  private static final String PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
  private static final String RSA_PSS = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";

  private static Document sign(PrivateKey key, String method) throws Exception {
    XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
    Reference all =
        factory.newReference(
            "",
            factory.newDigestMethod(DigestMethod.SHA256, null),
            List.of(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
            null,
            null);
    SignatureMethodParameterSpec parameters =
        method.equals(RSA_PSS)
            ? new RSAPSSParameterSpec(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1))
            : null;
    SignedInfo info =
        factory.newSignedInfo(
            factory.newCanonicalizationMethod(
                CanonicalizationMethod.INCLUSIVE, (C14NMethodParameterSpec) null),
            factory.newSignatureMethod(method, parameters),
            List.of(all));
    DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
    documents.setNamespaceAware(true);
    Document document = documents.newDocumentBuilder().newDocument();
    document.appendChild(document.createElement("text"));
    factory
        .newXMLSignature(info, null)
        .sign(new DOMSignContext(key, document.getDocumentElement()));
    return document;
  }

  private static boolean verifies(Document document, PublicKey key) throws Exception {
    Node signature = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
    DOMValidateContext context = new DOMValidateContext(key, signature);
    return XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context).validate(context);
  }

  @ParameterizedTest
  @CsvSource({PKCS1, PSS, RSA_PSS})
  void documentIsSignedAndVerified(String method) throws Exception {
    try (Installed own = Installed.first(new KeyringProvider(Keyrings.of(2048)))) {
      Document document = sign(KeyStores.key(own.provider(), 2048), method);
      KeyPair other = TestKeys.otherPair(2048);
      assertThat(verifies(document, TestKeys.pair(2048).getPublic())).isTrue();
      assertThat(verifies(document, other.getPublic())).isFalse();
      assertThat(verifies(sign(other.getPrivate(), method), other.getPublic())).isTrue();
    }
  }
}
