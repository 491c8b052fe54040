package org.sshkr.console;

import java.util.Arrays;

/** Asks for a secret on the terminal, and prints its length. */
final class AskingProgram {
  private AskingProgram() {}

  public static void main(String[] args) {
    try (ControllingTerminal terminal = ControllingTerminal.openOrNull()) {
      byte[] secret = terminal.readSecret("Secret: ");
      System.out.println("length " + (secret == null ? -1 : secret.length));
      Arrays.fill(secret == null ? new byte[0] : secret, (byte) 0);
    }
  }
}
