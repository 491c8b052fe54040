package org.sshkr.add;

import java.util.List;
import java.util.function.Function;
import org.sshkr.cli.Terminal;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.SshIdentity;

/** ssh-add-kr -l and -L: the identities of the keyring, in the lines that ssh-add prints. */
final class ListCommand {
  private final Keyring keyring;
  private final Terminal terminal;

  ListCommand(Keyring keyring, Terminal terminal) {
    this.keyring = keyring;
    this.terminal = terminal;
  }

  int fingerprints() {
    return list(
        identity ->
            identity.publicKey().bits()
                + " "
                + identity.publicKey().fingerprint()
                + " "
                + identity.comment()
                + " (RSA)");
  }

  int keys() {
    return list(SshIdentity::line);
  }

  private int list(Function<SshIdentity, String> line) {
    List<SshIdentity> identities = keyring.list();
    if (identities.isEmpty()) {
      terminal.result("The keyring has no identities.");
      return SshAddKr.FAILED;
    }
    identities.forEach(identity -> terminal.result(line.apply(identity)));
    return SshAddKr.DONE;
  }
}
