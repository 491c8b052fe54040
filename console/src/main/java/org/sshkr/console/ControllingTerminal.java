package org.sshkr.console;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sshkr.process.LibC;

/**
 * The user's terminal, {@code /dev/tty}, whatever standard input is. Typed bytes are read into a
 * byte array and nowhere else: Java's console would leave copies in its buffers.
 */
public final class ControllingTerminal implements AutoCloseable {
  /** Standard input's descriptor: unistd.h. */
  public static final int STANDARD_INPUT = 0;

  public static final int STANDARD_ERROR = 2;

  private static final int O_RDWR_NOCTTY_CLOEXEC = 02 | 0400 | 02000000;
  private static final int MAX_SECRET = 1024;

  private final int descriptor;

  private ControllingTerminal(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Whether this descriptor of the process is a terminal. */
  public static boolean isTerminal(int descriptor) {
    return HiddenPrompt.isTerminal(descriptor);
  }

  /** The terminal, or null if this process has none. */
  public static ControllingTerminal openOrNull() {
    int descriptor = LibC.open("/dev/tty", O_RDWR_NOCTTY_CLOEXEC);
    return descriptor < 0 ? null : new ControllingTerminal(descriptor);
  }

  /**
   * Shows {@code question} and reads a line without echo. The echo is switched on again afterwards,
   * and also while a signal ends or stops the program.
   *
   * @return the bytes typed, at most {@value #MAX_SECRET}, without the line end; the caller wipes
   *     them. Null at the end of input.
   */
  public byte[] readSecret(String question) {
    try (HiddenPrompt prompt = new HiddenPrompt(descriptor, question)) {
      prompt.show();
      return readLine(descriptor, prompt);
    }
  }

  /**
   * Reads a line from standard input for a process that has no terminal of its own. The question
   * goes to standard error.
   *
   * @return as {@link #readSecret}
   */
  public static byte[] readSecretFromStandardInput(String question) {
    if (isTerminal(STANDARD_INPUT)) {
      return new ControllingTerminal(STANDARD_INPUT).readSecret(question);
    }
    byte[] bytes = question.getBytes(StandardCharsets.UTF_8);
    LibC.write(STANDARD_ERROR, bytes, bytes.length);
    return readLine(STANDARD_INPUT, null);
  }

  /**
   * @param prompt at which the user may type the quit character; null for none
   */
  private static byte[] readLine(int descriptor, HiddenPrompt prompt) {
    byte[] typed = new byte[MAX_SECRET];
    byte[] next = new byte[1];
    int length = 0;
    try {
      long count = LibC.read(descriptor, next, 1);
      boolean any = count == 1;
      while (count == 1 && next[0] != '\n' && next[0] != '\r') {
        if (prompt != null && prompt.isQuit(next[0])) {
          prompt.quit();
        }
        if (length < typed.length) {
          typed[length++] = next[0];
        }
        count = LibC.read(descriptor, next, 1);
      }
      return any ? Arrays.copyOf(typed, length) : null;
    } finally {
      Arrays.fill(typed, (byte) 0);
      next[0] = 0;
    }
  }

  @Override
  public void close() {
    LibC.close(descriptor);
  }
}
