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
  private final Home home;
  private final AddOptions options;

  RemoveCommand(Keyring keyring, Terminal terminal, Home home, AddOptions options) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.home = home;
    this.options = options;
  }

  int removeAll() {
    keyring.list().forEach(identity -> keyring.remove(identity.publicKey()));
    say("All identities removed.");
    return SshAddKr.DONE;
  }

  int run() {
    List<String> files = options.files().isEmpty() ? home.defaultFiles() : options.files();
    if (files.isEmpty()) {
      terminal.error("no key file is named, and there is none in ~/.ssh");
      return SshAddKr.FAILED;
    }
    boolean failed = false;
    for (String file : files) {
      failed |= !remove(file);
    }
    return failed ? SshAddKr.FAILED : SshAddKr.DONE;
  }

  private boolean remove(String file) {
    boolean all = true;
    try {
      List<RsaPublicKey> keys =
          file.equals("-") ? PublicKeyFile.read(System.in) : PublicKeyFile.read(file);
      for (RsaPublicKey key : keys) {
        all &= remove(file, key);
      }
    } catch (IOException e) {
      terminal.error(FileErrors.describe(file, e));
      return false;
    } catch (KeyFileException e) {
      terminal.error(file + ": " + e.getMessage());
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
      terminal.error(file + ": " + e.getMessage());
    }
    return false;
  }

  private void say(String line) {
    if (!options.quiet()) {
      terminal.notice(line);
    }
  }
}
