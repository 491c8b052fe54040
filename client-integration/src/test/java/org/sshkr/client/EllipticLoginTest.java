package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.signer.InMemorySigner;
import org.sshkr.keyring.signer.SplitKeyring;

/** Logins with keys of the signer by MINA, which needs Bouncy Castle for Ed25519. */
@Tag("slow")
@Tag("bouncy-castle")
class EllipticLoginTest {
  @TempDir private Path directory;
  @TempDir private Path other;

  private final InMemorySigner signer = new InMemorySigner();

  private TestClient client() {
    SplitKeyring keyring = new SplitKeyring(Keyrings.of(2048), signer, false);
    return new TestClient(KeyringAgentFactory.builder().keyring(keyring).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521"
      })
  void keyLogsInAndItsCertificateToo(String type) throws IOException {
    Identity added = Keyrings.add(signer, type);
    for (TestServers kind : TestServers.installed().toList()) {
      try (TestServer server = kind.start(directory, List.of(added.line()));
          TestClient client = client()) {
        assertThat(client.echo(server, "hello")).isEqualTo("hello");
        assertThat(client.signed()).containsExactly(type);
      }
    }
    signer.remove(added.publicKey());
    Certified certified = Certified.of(other, added);
    try (TestServer server = OpenSshServer.start(other, List.of(certified.trust()));
        TestClient client = client()) {
      assertThatThrownBy(() -> client.login(server)).isInstanceOf(IOException.class);
      try (PrivateKey key = EllipticTestKeys.privateKey(type)) {
        signer.addCertificate(key, certified.certificate(), "", Optional.empty(), Constraints.NONE);
      }
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.signed()).containsExactly(type + "-cert-v01@openssh.com");
    }
  }
}
