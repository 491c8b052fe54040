package org.sshkr.add;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.sshkr.console.Askpass;
import org.sshkr.console.ControllingTerminal;

/**
 * Asks for a passphrase in the same place as OpenSSH (readpass.c, read_passphrase with
 * RP_ALLOW_STDIN): with SSH_ASKPASS's program, if there is a display and standard input is not a
 * terminal, or if SSH_ASKPASS_REQUIRE says so; else on the terminal; if there is none, by a line of
 * standard input.
 */
final class PassphrasePrompt {
  private static final int MAX_PASSPHRASE = 1024;

  private final Askpass askpass;
  private final boolean keyOnStandardInput;

  /**
   * @param keyOnStandardInput whether a key is read from there, so that the asking program must not
   *     get standard input
   */
  PassphrasePrompt(Map<String, String> environment, boolean keyOnStandardInput) {
    this.askpass = new Askpass(environment);
    this.keyOnStandardInput = keyOnStandardInput;
  }

  /**
   * The user's answer to {@code question}; empty if none. The caller wipes it.
   *
   * @throws IOException if there is no way to ask, or the program fails; the message says which
   */
  byte[] ask(String question) throws IOException {
    if (askpass.isPreferred()
        || (askpass.isAllowed()
            && !ControllingTerminal.isTerminal(ControllingTerminal.STANDARD_INPUT))) {
      return askProgram(question);
    }
    try (ControllingTerminal terminal = ControllingTerminal.openOrNull()) {
      if (terminal != null) {
        byte[] typed = terminal.readSecret(question);
        return typed == null ? new byte[0] : typed;
      }
    }
    byte[] read =
        keyOnStandardInput ? null : ControllingTerminal.readSecretFromStandardInput(question);
    if (read == null) {
      throw new IOException(
          "it needs a passphrase, and there is no terminal to ask for it; "
              + "set SSH_ASKPASS and SSH_ASKPASS_REQUIRE=force");
    }
    return read;
  }

  private byte[] askProgram(String question) throws IOException {
    String program = askpass.program();
    Process process;
    try {
      ProcessBuilder asking =
          askpass.asking(question).redirectError(ProcessBuilder.Redirect.INHERIT);
      if (!keyOnStandardInput) {
        asking.redirectInput(ProcessBuilder.Redirect.INHERIT); // scripts pipe a passphrase to it
      }
      process = asking.start();
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
