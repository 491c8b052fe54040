package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.eclipse.jgit.api.errors.TransportException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.client.ForwardedAgentFactory;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.TestClient;
import org.sshkr.example.GitFetch;
import org.sshkr.example.RunCommand;
import org.sshkr.example.SftpGet;
import org.sshkr.example.TlsServer;
import org.sshkr.jca.KeyringProvider;
import org.sshkr.jsch.KeyringIdentityRepository;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/**
 * The programs of client-integration/examples, and the other adapters, with a key of the kernel.
 */
@Tag("kernel")
class JavaExamplesTest {
  private static final int BITS = 2048;
  private static final int LIMIT_MILLIS = 120_000;
  private static final String USER = System.getProperty("user.name");
  private static final String REAL_HOME = System.getProperty("user.home");

  @TempDir private static Path home;
  @TempDir private static Path serverDirectory;
  private static Sshd sshd;
  private static LinuxKeyring keyring;
  private static Identity identity;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    keyring.removeAll();
    add();
    sshd = Sshd.start(serverDirectory, List.of(identity.line()), "ed25519");
    Path ssh = Files.createDirectories(home.resolve(".ssh"));
    String hostKey = Files.readString(serverDirectory.resolve("host_key.pub"));
    Files.writeString(
        ssh.resolve("known_hosts"), "[127.0.0.1]:" + sshd.port() + " " + hostKey, US_ASCII);
    System.setProperty("user.home", home.toString());
  }

  private static void add() {
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(BITS))) {
      identity = keyring.add(key, "example", Optional.empty());
    }
  }

  @AfterAll
  static void stop() {
    System.setProperty("user.home", REAL_HOME);
    sshd.close();
    keyring.removeAll();
    keyring.close();
  }

  private static String port() {
    return Integer.toString(sshd.port());
  }

  /** Runs an example in a process of its own, with its own libraries, by the documented command. */
  private static String example(String... args) {
    List<String> command = new ArrayList<>(List.of("client-integration/examples/run"));
    command.addAll(List.of(args));
    return Command.run(
            Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Duser.home=" + home),
            command.toArray(String[]::new))
        .succeeded()
        .out();
  }

  /** The host has only an Ed25519 key, as all hosts here. */
  @Test
  void runCommandRuns() {
    assertThat(example("RunCommand", USER, "127.0.0.1", port(), "echo hello")).isEqualTo("hello\n");
  }

  @Test
  void hostThatIsNotKnownIsRefused() throws Exception {
    try (MinaSshd other = MinaSshd.start(identity.line())) {
      String[] args = {USER, "127.0.0.1", Integer.toString(other.port()), "echo hello"};
      assertThatThrownBy(() -> RunCommand.main(args)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void sftpGetCopiesAFile() throws IOException {
    byte[] contents = new byte[100_000];
    contents[99_999] = 1;
    Path there = Files.write(directory.resolve("there"), contents);
    Path here = directory.resolve("here");
    SftpGet.main(new String[] {USER, "127.0.0.1", port(), there.toString(), here.toString()});
    assertThat(here).hasBinaryContent(contents);
  }

  @Test
  void gitFetchFetchesAndNotWithoutTheKey() throws Exception {
    Path upstream = directory.resolve("upstream");
    Path clone = directory.resolve("clone");
    String head =
        Command.run(
                "sh",
                "-c",
                "git init -q -b main $0 && git init -q $1 && cd $0 && git -c user.name=a -c"
                    + " user.email=a@b.c commit -q --allow-empty -m first && git rev-parse HEAD",
                upstream.toString(),
                clone.toString())
            .succeeded()
            .out();
    String url = "ssh://" + USER + "@127.0.0.1:" + port() + upstream;
    example("GitFetch", clone.toString(), url);
    assertThat(
            Command.run("git", "-C", clone.toString(), "rev-parse", "origin/main")
                .succeeded()
                .out())
        .isEqualTo(head);
    keyring.removeAll();
    try {
      assertThatThrownBy(() -> GitFetch.main(new String[] {clone.toString(), url}))
          .isInstanceOf(TransportException.class);
    } finally {
      add();
    }
  }

  @Test
  void tlsServerSignsForOpensslWhicheverProviderIsFirst() throws Exception {
    Path certificate = selfSigned(directory, TestKeys.pair(BITS));
    Provider own = new KeyringProvider(KeyringSelector.USER_SESSION);
    Provider bouncyCastle =
        Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")
            .asSubclass(Provider.class)
            .getConstructor()
            .newInstance();
    Provider ofMina = Security.getProvider(bouncyCastle.getName());
    Security.addProvider(own);
    HttpsServer server = TlsServer.start(0, certificate);
    int port = server.getAddress().getPort();
    try {
      assertAnswers(port, certificate, "-tls1_3", "(RSA-PSS|rsa_pss_rsae_sha256)");
      assertAnswers(
          port, certificate, "-tls1_2 -sigalgs rsa_pkcs1_sha256", "(RSA|rsa_pkcs1_sha256)");
      Security.removeProvider(bouncyCastle.getName());
      assertThat(Security.insertProviderAt(bouncyCastle, 1)).isEqualTo(1);
      assertAnswers(port, certificate, "-tls1_3", "(RSA-PSS|rsa_pss_rsae_sha256)");
    } finally {
      server.stop(0);
      Security.removeProvider(own.getName());
      Security.removeProvider(bouncyCastle.getName());
      if (ofMina != null) {
        Security.addProvider(ofMina); // MINA installs its own only once, and later logins need it
      }
    }
  }

  /** Makes a certificate for the name localhost; its private key is gone. */
  static Path selfSigned(Path directory, KeyPair pair) throws IOException {
    Path key = directory.resolve("key.pem");
    Path certificate = directory.resolve("certificate.pem");
    Pem.write(key, pair.getPrivate());
    Command.run(
            "openssl",
            "req",
            "-x509",
            "-key",
            key.toString(),
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-out",
            certificate.toString())
        .succeeded();
    Files.delete(key);
    return certificate;
  }

  /**
   * Has OpenSSL's client get the page.
   *
   * @param type pattern for the signature's type, since OpenSSL 3.5 has other names than 3.0
   */
  static void assertAnswers(int port, Path trusted, String options, String type) {
    Command.Result result =
        Command.pipe(
            "GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII),
            "sh",
            "-c",
            "openssl s_client -connect localhost:$0 -CAfile $1 -verify_return_error -ign_eof "
                + options,
            Integer.toString(port),
            trusted.toString());
    assertThat(result.out())
        .containsPattern("Peer signature type: " + type + "\n")
        .contains("Verify return code: 0 (ok)", "signed by ssh-kr");
  }

  @Test
  void jschLogsInAndNotWithoutTheKey() throws Exception {
    assertThat(jsch(keyring, sshd.port())).isEqualTo("hello\n");
    keyring.removeAll();
    try {
      assertThatThrownBy(() -> jsch(keyring, sshd.port())).isInstanceOf(JSchException.class);
    } finally {
      add();
    }
  }

  /** Logs in by JSch to a host that is known in this process's home, and greets. */
  static String jsch(Keyring keyring, int port) throws JSchException, IOException {
    JSch jsch = new JSch();
    jsch.setKnownHosts(System.getProperty("user.home") + "/.ssh/known_hosts");
    jsch.setIdentityRepository(new KeyringIdentityRepository(keyring));
    Session session = jsch.getSession(USER, "127.0.0.1", port);
    session.setConfig("PreferredAuthentications", "publickey");
    session.connect(LIMIT_MILLIS);
    try {
      ChannelExec channel = (ChannelExec) session.openChannel("exec");
      channel.setCommand("echo hello");
      InputStream out = channel.getInputStream();
      channel.connect(LIMIT_MILLIS);
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      session.disconnect();
    }
  }

  /** On both servers ssh-add lists the key over the forwarded agent, and has it sign. */
  @Test
  void agentIsForwardedToOpenSshAndByMinasServer() throws Exception {
    Path file = Files.writeString(directory.resolve("key.pub"), identity.line());
    String command = "ssh-add -L && ssh-add -T " + file + " && echo signed";
    KeyringAgentFactory agents = KeyringAgentFactory.builder().forwarding().build();
    try (MinaSshd mina = MinaSshd.start(identity.line());
        TestClient client = new TestClient(agents)) {
      mina.server().setAgentFactory(new ForwardedAgentFactory());
      mina.server().setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
      for (int port : new int[] {sshd.port(), mina.port()}) {
        try (ClientSession session = client.login(port)) {
          assertThat(forwarding(session, command)).isEqualTo(identity.line() + "\nsigned\n");
        }
      }
    }
  }

  private static String forwarding(ClientSession session, String command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PtyCapableChannelSession channel = session.createExecChannel(command)) {
      channel.setAgentForwarding(true);
      channel.setOut(out);
      channel.setErr(out);
      channel.open().verify(LIMIT_MILLIS);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofMillis(LIMIT_MILLIS));
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
