package org.sshkr.add;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.sshkr.process.Askpass;
import org.sshkr.process.ControllingTerminal;

/**
 * Asks for a passphrase where OpenSSH would (readpass.c): on the terminal, or with the program that
 * SSH_ASKPASS names where there is no terminal and a display, or where SSH_ASKPASS_REQUIRE says so.
 * Unlike ssh-add it never reads it from standard input, and it fails at once where there is nobody
 * to ask.
 */
final class PassphrasePrompt {
  private static final int MAX_PASSPHRASE = 1024;

  private final Askpass askpass;

  PassphrasePrompt(Map<String, String> environment) {
    this.askpass = new Askpass(environment);
  }

  /**
   * The bytes that the user gives in answer to {@code question}; empty if none. The caller wipes
   * them.
   *
   * @throws IOException if there is nobody to ask, or the program fails; the message says which
   */
  byte[] ask(String question) throws IOException {
    if (askpass.isPreferred()) {
      return askProgram(question);
    }
    try (ControllingTerminal terminal = ControllingTerminal.openOrNull()) {
      if (terminal != null) {
        byte[] typed = terminal.readSecret(question);
        return typed == null ? new byte[0] : typed;
      }
    }
    if (askpass.isAllowed()) {
      return askProgram(question);
    }
    throw new IOException(
        "it needs a passphrase, and there is no terminal to ask for it; "
            + "set SSH_ASKPASS and SSH_ASKPASS_REQUIRE=force");
  }

  private byte[] askProgram(String question) throws IOException {
    String program = askpass.program();
    Process process;
    try {
      process = askpass.asking(question).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new IOException("can't ask for the passphrase: " + program + " does not start", e);
    }
    byte[] answer = new byte[MAX_PASSPHRASE];
    try (InputStream out = process.getInputStream()) {
      int length = out.readNBytes(answer, 0, answer.length);
      if (process.waitFor() != 0) {
        throw new IOException("no passphrase: " + program + " was cancelled or failed");
      }
      int end = 0;
      while (end < length && answer[end] != '\n' && answer[end] != '\r') {
        end++;
      }
      return Arrays.copyOf(answer, end);
    } catch (InterruptedException e) {
      throw new IOException("interrupted while asking for the passphrase", e);
    } finally {
      Arrays.fill(answer, (byte) 0);
    }
  }
}
