package org.sshkr.add;

import java.io.IOException;
import java.util.Arrays;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.Keyring;

/** ssh-add-kr -x and -X: locks and unlocks the keyring with a passphrase. */
final class LockCommand {
  private final Keyring keyring;
  private final Terminal terminal;
  private final PassphrasePrompt prompt;

  LockCommand(Keyring keyring, Terminal terminal, PassphrasePrompt prompt) {
    this.keyring = keyring;
    this.terminal = terminal;
    this.prompt = prompt;
  }

  int lock() throws IOException {
    byte[] passphrase = prompt.ask("Enter lock password: ");
    byte[] again = {};
    try {
      if (passphrase.length == 0) {
        terminal.error("the password is empty; nothing is locked");
        return SshAddKr.FAILED;
      }
      again = prompt.ask("Again: ");
      if (!Arrays.equals(passphrase, again)) {
        terminal.error("the passwords do not match; nothing is locked");
        return SshAddKr.FAILED;
      }
      keyring.lock(passphrase);
      terminal.notice("Agent locked.");
      return SshAddKr.DONE;
    } finally {
      Arrays.fill(passphrase, (byte) 0);
      Arrays.fill(again, (byte) 0);
    }
  }

  int unlock() throws IOException {
    byte[] passphrase = prompt.ask("Enter lock password: ");
    try {
      keyring.unlock(passphrase);
      terminal.notice("Agent unlocked.");
      return SshAddKr.DONE;
    } finally {
      Arrays.fill(passphrase, (byte) 0);
    }
  }
}
