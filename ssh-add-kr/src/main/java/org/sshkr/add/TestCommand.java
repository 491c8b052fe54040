package org.sshkr.add;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.sshkr.console.Terminal;
import org.sshkr.keyfile.AgentOnlyKeyException;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.Blob;

/** ssh-add-kr -T: has the kernel sign with the private half of each public key. */
final class TestCommand {
  private static final int DATA_BYTES = 1024; // the same as ssh-add

  private final Keyring keyring;
  private final Terminal terminal;
  private final AddOptions options;
  private final AgentBehind behind;
  private final HeldTypes types;

  TestCommand(Keyring keyring, Terminal terminal, AddOptions options, AgentBehind behind) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.options = options;
    this.behind = behind;
    this.types = HeldTypes.of(keyring);
  }

  /** Tests the keys; prints nothing if all of them sign. */
  int run(List<String> files) {
    if (files.isEmpty()) {
      terminal.error("no public key to test is named; give their files after -T");
      return SshAddKr.FAILED;
    }
    boolean all = true;
    for (String file : files) {
      all &= test(file);
    }
    return all ? SshAddKr.DONE : SshAddKr.FAILED;
  }

  private boolean test(String file) {
    byte[] data = new byte[DATA_BYTES];
    new SecureRandom().nextBytes(data);
    try {
      for (PublicHalf half : PublicKeyFile.of(file, types)) {
        Blob offered =
            half.certificate()
                .map(SshCertificate::blob)
                .orElseGet(() -> Blob.copyOf(half.key().blob()));
        SignRequest request = new SignRequest(offered, Blob.copyOf(data), SignRequest.RSA_SHA2_256);
        // verifies the signature
        keyring.get(half.key()).answer(request, List.of());
        if (options.verbose()) {
          terminal.notice(file + ": signs with " + half.key().fingerprint());
        }
      }
      return true;
    } catch (AgentOnlyKeyException e) {
      return behind.handOver(file, e, AgentBehind.NOT_PIPED);
    } catch (IOException | KeyFileException | KeyringException e) {
      terminal.error(FileErrors.describe(file, e));
      return false;
    }
  }
}
