package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sshkr.keyring.EllipticTestKeys.ED25519;
import static org.sshkr.keyring.EllipticTestKeys.P256;

import com.jcraft.jsch.JSchException;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jgit.api.errors.TransportException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.TestClient;
import org.sshkr.example.GitFetch;
import org.sshkr.example.TlsServer;
import org.sshkr.jca.KeyringProvider;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.Keyrings;
import org.sshkr.ssh.key.SshCertificate;

/** Java's clients with Ed25519 and ECDSA keys that ssh-signer-kr has. */
@Tag("keyrings")
class JavaSignerTest {
  private static final String USER = System.getProperty("user.name");
  private static final String REAL_HOME = System.getProperty("user.home");
  private static final byte[] DATA = "what is signed".getBytes(US_ASCII);

  @TempDir private static Path home;
  @TempDir private static Path serverDirectory;
  private static SignerProcess signer;
  private static Sshd sshd;
  private static Keyring keyring;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    signer = SignerProcess.start();
    keyring = Keyrings.open(KeyringSelector.USER_SESSION);
    keyring.removeAll();
    String authority = home.resolve("ca").toString();
    Command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority).succeeded();
    List<String> authorized =
        EllipticTestKeys.TYPES.stream()
            .map(type -> EllipticTestKeys.publicKey(type).line(""))
            .toList();
    sshd = Sshd.start(serverDirectory, authorized, "ed25519");
    Path ssh = Files.createDirectories(home.resolve(".ssh"));
    String hostKey = Files.readString(serverDirectory.resolve("host_key.pub"));
    Files.writeString(
        ssh.resolve("known_hosts"), "[127.0.0.1]:" + sshd.port() + " " + hostKey, US_ASCII);
    System.setProperty("user.home", home.toString());
  }

  @AfterEach
  void empty() {
    keyring.removeAll();
  }

  @AfterAll
  static void stop() {
    System.setProperty("user.home", REAL_HOME);
    sshd.close();
    keyring.close();
    signer.close();
  }

  private static Identity add(String type) {
    try (org.sshkr.keyring.PrivateKey key = EllipticTestKeys.privateKey(type)) {
      return keyring.add(key, type, Optional.empty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521"
      })
  void minaAndJschLogInWithAKeyOfEachTypeAndNotWithoutIt(String type) throws Exception {
    add(type);
    try (TestClient client = new TestClient(KeyringAgentFactory.create())) {
      assertThat(client.echo(sshd.port(), "hello")).isEqualTo("hello");
      assertThat(client.signed()).containsExactly(type);
      assertThat(JavaExamplesTest.jsch(keyring, sshd.port())).isEqualTo("hello\n");
      keyring.removeAll();
      assertThatThrownBy(() -> client.login(sshd.port())).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> JavaExamplesTest.jsch(keyring, sshd.port()))
        .isInstanceOf(JSchException.class);
  }

  @Test
  void minaAndJschLogInWithACertificate() throws Exception {
    Path key = Files.writeString(directory.resolve("key.pub"), add(ED25519).line());
    keyring.removeAll();
    String authority = home.resolve("ca").toString();
    Command.run("ssh-keygen", "-q", "-s", authority, "-I", "id", "-n", USER, key.toString())
        .succeeded();
    String line = Files.readString(directory.resolve("key-cert.pub"));
    SshCertificate certificate =
        SshCertificate.ofBlob(Base64.getDecoder().decode(line.split(" ", -1)[1]));
    try (org.sshkr.keyring.PrivateKey own = EllipticTestKeys.privateKey(ED25519)) {
      keyring.addCertificate(own, certificate, "", Optional.empty(), Constraints.NONE);
    }
    String trust = "cert-authority " + Files.readString(Path.of(authority + ".pub")).strip();
    Path other = Files.createDirectory(directory.resolve("server"));
    Path known = home.resolve(".ssh/known_hosts");
    String before = Files.readString(known);
    try (Sshd trusting = Sshd.start(other, List.of(trust), "ed25519");
        TestClient client = new TestClient(KeyringAgentFactory.create())) {
      assertThat(client.echo(trusting.port(), "hello")).isEqualTo("hello");
      assertThat(client.signed()).containsExactly("ssh-ed25519-cert-v01@openssh.com");
      String hostKey = Files.readString(other.resolve("host_key.pub"));
      Files.writeString(known, before + "[127.0.0.1]:" + trusting.port() + " " + hostKey);
      assertThat(JavaExamplesTest.jsch(keyring, trusting.port())).isEqualTo("hello\n");
    } finally {
      Files.writeString(known, before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256"})
  void jgitFetchesAndNotWithoutTheKey(String type) throws Exception {
    Path upstream = directory.resolve("upstream");
    String clone = directory.resolve("clone").toString();
    Command.run(
            "sh",
            "-c",
            "git init -q -b main $0 && git init -q $1 && cd $0 && git -c user.name=a -c"
                + " user.email=a@b.c commit -q --allow-empty -m first",
            upstream.toString(),
            clone)
        .succeeded();
    String url = "ssh://" + USER + "@127.0.0.1:" + sshd.port() + upstream;
    add(type);
    GitFetch.main(new String[] {clone, url});
    Command.run("git", "-C", clone, "rev-parse", "--verify", "origin/main").succeeded();
    keyring.removeAll();
    assertThatThrownBy(() -> GitFetch.main(new String[] {clone, url}))
        .isInstanceOf(TransportException.class);
  }

  /** Java's own TLS picks the provider and the algorithm, wherever the provider is in the list. */
  @ParameterizedTest
  @CsvSource({
    "ecdsa-sha2-nistp256, true, ECDSA|ecdsa_secp256r1_sha256",
    "ecdsa-sha2-nistp256, false, ECDSA|ecdsa_secp256r1_sha256",
    "ecdsa-sha2-nistp384, false, ECDSA|ecdsa_secp384r1_sha384",
    "ssh-ed25519, false, [Ee]d25519",
  })
  void tlsServerSignsForOpensslAndJava(String type, boolean first, String shown) throws Exception {
    add(type);
    Path certificate = JavaExamplesTest.selfSigned(directory, EllipticTestKeys.pair(type));
    Provider own = new KeyringProvider(KeyringSelector.USER_SESSION);
    Security.insertProviderAt(own, first ? 1 : Integer.MAX_VALUE);
    try {
      HttpsServer server = TlsServer.start(0, certificate);
      int port = server.getAddress().getPort();
      try {
        JavaExamplesTest.assertAnswers(port, certificate, "-tls1_3", "(" + shown + ")");
        JavaExamplesTest.assertAnswers(port, certificate, "-tls1_2", "(" + shown + ")");
        assertThat(page(port, certificate)).isEqualTo("signed by ssh-kr\n");
      } finally {
        server.stop(0);
      }
    } finally {
      Security.removeProvider(own.getName());
    }
  }

  /** Has Java's client get the page. */
  private static String page(int port, Path trusted) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (InputStream in = new FileInputStream(trusted.toFile())) {
      trust.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    URL url = URI.create("https://localhost:" + port + "/").toURL();
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void keyStoreListsTheSignersKeysAndASignatureOutlivesACrash() throws Exception {
    add(ED25519);
    String alias = add(P256).publicKey().fingerprint();
    Provider provider = new KeyringProvider(KeyringSelector.USER_SESSION);
    KeyStore keys = KeyStore.getInstance("SSHKR", provider);
    keys.load(null, null);
    assertThat(Collections.list(keys.aliases()))
        .containsExactly(EllipticTestKeys.publicKey(ED25519).fingerprint(), alias);
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign((PrivateKey) keys.getKey(alias, null));
    signer.crash();
    signature.update(DATA);
    byte[] made = signature.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(EllipticTestKeys.pair(P256).getPublic());
    verifier.update(DATA);
    assertThat(verifier.verify(made)).isTrue();
    signature.update(new byte[300_000]);
    assertThatThrownBy(signature::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("ssh-signer-kr takes at most 262144 bytes");
  }
}
