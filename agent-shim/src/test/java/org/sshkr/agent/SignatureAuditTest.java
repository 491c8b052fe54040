package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.PeerCredentials;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.FingerprintHash;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.Blob;

class SignatureAuditTest {
  private static final RsaPublicKey KEY = TestKeys.publicKey(TestKeys.pair(2048));
  private static final Blob DATA = Blob.copyOf(new byte[] {1, 2, 3});
  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  private static SignatureAudit audit(Blob key, FingerprintHash hash) {
    Client client = new Client(new PeerCredentials(OWN_PID, 1000, 100));
    return new SignatureAudit(new SignRequest(key, DATA, 4), client, hash);
  }

  @Test
  void tellsWhoSignedWithWhat() {
    String line =
        audit(Blob.copyOf(KEY.blob()), FingerprintHash.SHA256)
            .signed(new SignResponse("rsa-sha2-512", DATA));
    assertThat(line)
        .matches(
            "sign key=\\Q%s\\E outcome=signed algorithm=rsa-sha2-512 pid=%d uid=1000 command=java ms=\\d+"
                .formatted(KEY.fingerprint(), OWN_PID));
  }

  @Test
  void certificateIsNamedByItsKey() {
    SshCertificate certificate = TestKeys.certificate(TestKeys.pair(2048), "id");
    assertThat(audit(certificate.blob(), FingerprintHash.SHA256).refused("x"))
        .startsWith("sign key=" + KEY.fingerprint() + " ");
  }

  @Test
  void fingerprintsHaveTheHashThatIsAskedFor() {
    assertThat(audit(Blob.copyOf(KEY.blob()), FingerprintHash.MD5).refused("x"))
        .startsWith("sign key=MD5:");
  }

  @Test
  void whatAnUpstreamAgentSaysCanDoNoMore() {
    assertThat(
            audit(Blob.copyOf(KEY.blob()), FingerprintHash.SHA256)
                .signed(new SignResponse("a\nsign key=b", DATA)))
        .contains(" algorithm=\"a?sign key=b\" ");
  }

  @Test
  void whatAClientSendsCanNeitherEndTheLineNorForgeAField() {
    List<String> lines = new ArrayList<>();
    lines.add(audit(Blob.copyOf(new byte[] {9}), FingerprintHash.SHA256).refused("a\nb\"c\\d"));
    assertThat(lines.get(0)).doesNotContain("\n").endsWith("reason=\"a?b\\\"c\\\\d\"");
  }
}
