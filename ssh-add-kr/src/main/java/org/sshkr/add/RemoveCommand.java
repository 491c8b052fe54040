package org.sshkr.add;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sshkr.cli.Terminal;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.load.KeyFileException;

/** ssh-add-kr -d and -D: takes identities out of the keyring. */
final class RemoveCommand {
  private final Keyring keyring;
  private final Terminal terminal;
  private final AddOptions options;

  RemoveCommand(Keyring keyring, Terminal terminal, AddOptions options) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.options = options;
  }

  int removeAll() {
    keyring.list().forEach(identity -> keyring.remove(identity.publicKey()));
    say("All identities removed.");
    return SshAddKr.DONE;
  }

  int run(List<String> files) {
    boolean all = true;
    for (String file : files) {
      all &= remove(file);
    }
    return all ? SshAddKr.DONE : SshAddKr.FAILED;
  }

  private boolean remove(String file) {
    boolean all = true;
    try {
      List<RsaPublicKey> keys =
          file.equals("-") ? PublicKeyFile.read(System.in) : PublicKeyFile.read(file);
      for (RsaPublicKey key : keys) {
        all &= remove(file, key);
      }
    } catch (IOException | KeyFileException e) {
      terminal.error(FileErrors.describe(file, e));
      return false;
    }
    return all;
  }

  private boolean remove(String file, RsaPublicKey key) {
    try {
      Optional<SshIdentity> identity = keyring.find(key);
      if (keyring.remove(key)) {
        String comment = identity.map(SshIdentity::comment).orElse("");
        say("Identity removed: " + file + " RSA (" + comment + ")");
        return true;
      }
      terminal.error(file + ": the keyring does not hold this key, " + key.fingerprint());
    } catch (KeyringException e) {
      terminal.error(FileErrors.describe(file, e));
    }
    return false;
  }

  private void say(String line) {
    if (!options.quiet()) {
      terminal.notice(line);
    }
  }
}
