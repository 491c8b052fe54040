package org.sshkr.jsch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.client.Keyrings;
import org.sshkr.client.OpenSshServer;
import org.sshkr.client.TestServer;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** Logins by JSch with the keys of a keyring. */
class JSchLoginTest {
  private static final int LIMIT_MILLIS = 60_000;

  @TempDir private Path directory;
  private final InMemoryKeyring keyring = Keyrings.of(3072, 2048);

  private String login(TestServer server) throws Exception {
    JSch jsch = new JSch();
    jsch.setIdentityRepository(new KeyringIdentityRepository(keyring));
    Session session = jsch.getSession(server.user(), "127.0.0.1", server.port());
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

  @Test
  void isReadOnly() {
    KeyringIdentityRepository repository = new KeyringIdentityRepository(keyring);
    repository.removeAll();
    assertThat(repository.remove(repository.getIdentities().get(0).getPublicKeyBlob())).isFalse();
    assertThat(repository.add(new byte[0])).isFalse();
    assertThat(keyring.list()).hasSize(2);
  }
}
