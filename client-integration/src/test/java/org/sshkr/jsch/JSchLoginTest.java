package org.sshkr.jsch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.OpenSSHConfig;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UserInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Certified;
import org.sshkr.client.Keyrings;
import org.sshkr.client.OpenSshServer;
import org.sshkr.client.Pem;
import org.sshkr.client.Programs;
import org.sshkr.client.TestServer;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.keyring.signer.InMemorySigner;
import org.sshkr.keyring.signer.SplitKeyring;

/** Logins by JSch with the keys of a keyring. */
@Tag("slow")
class JSchLoginTest {
  private static final int LIMIT_MILLIS = 60_000;

  @TempDir private Path directory;
  @TempDir private Path other;
  private final InMemoryKeyring keyring = Keyrings.of(3072, 2048);

  private JSch jsch() {
    JSch jsch = new JSch();
    jsch.setIdentityRepository(new KeyringIdentityRepository(keyring));
    return jsch;
  }

  private String login(TestServer server) throws Exception {
    return login(jsch(), server);
  }

  private static String login(JSch jsch, TestServer server) throws Exception {
    Session session = jsch.getSession(server.user(), "127.0.0.1", server.port());
    session.setUserInfo(new Asked());
    session.setConfig("StrictHostKeyChecking", "no");
    session.setConfig("PreferredAuthentications", "publickey");
    session.connect(LIMIT_MILLIS);
    try {
      ChannelExec channel = (ChannelExec) session.openChannel("exec");
      channel.setCommand("echo hello");
      InputStream out = channel.getInputStream();
      channel.connect(LIMIT_MILLIS);
      return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
    } finally {
      session.disconnect();
    }
  }

  @Test
  void logsInUntilTheKeyIsRemoved() throws Exception {
    try (TestServer server = OpenSshServer.start(directory, List.of(Keyrings.line(2048)))) {
      assertThat(login(server)).isEqualTo("hello");
      keyring.remove(TestKeys.publicKey(TestKeys.pair(2048)));
      assertThatThrownBy(() -> login(server))
          .isInstanceOf(JSchException.class)
          .hasMessageContaining("Auth fail");
      keyring.removeAll();
      assertThatThrownBy(() -> login(server)).isInstanceOf(JSchException.class);
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
  void keyOfTheSignerLogsInAndItsCertificateToo(String type) throws Exception {
    InMemorySigner signer = new InMemorySigner();
    org.sshkr.keyring.Identity added = Keyrings.add(signer, type);
    JSch jsch = new JSch();
    jsch.setIdentityRepository(
        new KeyringIdentityRepository(new SplitKeyring(keyring, signer, false)));
    try (TestServer server = OpenSshServer.start(directory, List.of(added.line()))) {
      assertThat(login(jsch, server)).isEqualTo("hello");
      signer.remove(added.publicKey());
      assertThatThrownBy(() -> login(jsch, server)).isInstanceOf(JSchException.class);
    }
    Certified certified = Certified.of(other, added);
    try (PrivateKey key = EllipticTestKeys.privateKey(type)) {
      signer.addCertificate(key, certified.certificate(), "", Optional.empty(), Constraints.NONE);
    }
    try (TestServer server = OpenSshServer.start(other, List.of(certified.trust()))) {
      assertThat(login(jsch, server)).isEqualTo("hello");
    }
  }

  @Test
  void keyThatIsGoneOrLockedIsPassedOver() {
    KeyringIdentityRepository repository = new KeyringIdentityRepository(keyring);
    Identity first = repository.getIdentities().get(0);
    keyring.removeAll();
    assertThat(first.getSignature(new byte[1], "rsa-sha2-256")).isNull();
    keyring.lock("secret".getBytes(StandardCharsets.US_ASCII));
    assertThat(repository.getIdentities()).isEmpty();
  }

  @Test
  void keysThatOnlyAnAgentMayUseAreLeftOut() {
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.add(key, "", Optional.empty(), new Constraints(true, false, Optional.empty()));
    }
    assertThat(new KeyringIdentityRepository(keyring).getIdentities()).hasSize(1);
  }

  /** Even if the key got the constraint after the keys were listed. */
  @Test
  void keyThatWasAddedAgainToBeConfirmedDoesNotSign() {
    Identity listed = new KeyringIdentityRepository(keyring).getIdentities().get(1);
    assertThat(listed.getSignature(new byte[1], "rsa-sha2-256")).isNotNull();
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.add(key, "", Optional.empty(), new Constraints(true, false, Optional.empty()));
    }
    assertThat(listed.getSignature(new byte[1], "rsa-sha2-256")).isNull();
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.add(key, "", Optional.empty(), new Constraints(false, true, Optional.empty()));
    }
    assertThat(listed.getSignature(new byte[1], "rsa-sha2-256")).isNull();
  }

  /** JSch hands a plain key to the repository, and keeps an encrypted one beside it. */
  @ParameterizedTest
  @CsvSource({"rsa, ''", "ecdsa, ''", "ed25519, ''", "rsa, secret", "ed25519, secret"})
  void keyFilesBesideTheKeyringAreUsed(String type, String passphrase) throws Exception {
    String file = keyFile(type, passphrase);
    String line = Files.readString(Path.of(file + ".pub"));
    JSch withPassphrase = jsch();
    withPassphrase.addIdentity(file, passphrase.getBytes(StandardCharsets.US_ASCII));
    JSch asking = jsch();
    asking.addIdentity(file);
    try (TestServer server = OpenSshServer.start(directory, List.of(line))) {
      assertThat(login(withPassphrase, server)).isEqualTo("hello");
      assertThat(login(asking, server)).isEqualTo("hello");
    }
    try (TestServer server = OpenSshServer.start(other, List.of(Keyrings.line(2048)))) {
      assertThat(login(withPassphrase, server)).isEqualTo("hello");
      assertThat(login(asking, server)).isEqualTo("hello");
    }
    assertThat(keyring.list()).hasSize(2);
  }

  /** JSch reads IdentityFile, and puts such a key beside the repository or into it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Host 127.0.0.1\n"})
  void identityFilesOfSshConfigAreUsedBesideTheKeyring(String section) throws Exception {
    String file = keyFile("rsa", "");
    JSch jsch = jsch();
    jsch.setConfigRepository(OpenSSHConfig.parse(section + "IdentityFile " + file + "\n"));
    try (TestServer server =
        OpenSshServer.start(directory, List.of(Files.readString(Path.of(file + ".pub"))))) {
      assertThat(login(jsch, server)).isEqualTo("hello");
    }
    try (TestServer server = OpenSshServer.start(other, List.of(Keyrings.line(2048)))) {
      assertThat(login(jsch, server)).isEqualTo("hello");
    }
  }

  private String keyFile(String type, String passphrase) {
    String file = directory.resolve("key").toString();
    Programs.run(
        Map.of(),
        List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "a file", "-f", file));
    return file;
  }

  @Test
  void ownKeysComeFirstAndOnceAndCanBeRemoved() throws Exception {
    String file = keyFile("ed25519", "");
    Path same = directory.resolve("same.pem");
    Files.writeString(same, Pem.of(TestKeys.pair(2048).getPrivate()));
    JSch jsch = jsch();
    jsch.addIdentity(file);
    jsch.addIdentity(same.toString());
    Vector<String> names = jsch.getIdentityNames();
    assertThat(names).hasSize(3).endsWith("3072");
    jsch.removeIdentity(jsch.getIdentityRepository().getIdentities().get(0));
    assertThat(jsch.getIdentityNames()).hasSize(2).endsWith("3072");
    jsch.removeAllIdentity();
    assertThat(jsch.getIdentityNames()).containsExactly("3072", "2048");
  }

  @Test
  void keysOfTheKeyringAreNotRemoved() {
    KeyringIdentityRepository repository = new KeyringIdentityRepository(keyring);
    repository.removeAll();
    assertThat(repository.remove(repository.getIdentities().get(0).getPublicKeyBlob())).isFalse();
    assertThat(repository.add(new byte[0])).isFalse();
    assertThat(keyring.list()).hasSize(2);
  }

  /** Answers every question for a passphrase. */
  private static final class Asked implements UserInfo {
    @Override
    public String getPassphrase() {
      return "secret";
    }

    @Override
    public boolean promptPassphrase(String message) {
      return true;
    }

    @Override
    public String getPassword() {
      return null;
    }

    @Override
    public boolean promptPassword(String message) {
      return false;
    }

    @Override
    public boolean promptYesNo(String message) {
      return false;
    }

    @Override
    public void showMessage(String message) {}
  }
}
