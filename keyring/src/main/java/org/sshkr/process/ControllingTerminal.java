package org.sshkr.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The terminal that the user sits at, {@code /dev/tty}, wherever standard input comes from. What is
 * typed is read into a byte array and nowhere else: Java's console would leave copies in its
 * buffers.
 */
public final class ControllingTerminal implements AutoCloseable {
  /** Its descriptor: unistd.h. */
  public static final int STANDARD_ERROR = 2;

  private static final int O_RDWR_NOCTTY_CLOEXEC = 02 | 0400 | 02000000;
  private static final int TCSAFLUSH = 2;

  /**
   * sizeof(struct termios) and the place of its c_lflag, in 32-bit words: glibc and musl, every
   * 64-bit Linux.
   */
  private static final int TERMIOS_WORDS = 15;

  private static final int LOCAL_FLAGS = 3;
  private static final int ECHO = 0010;

  private static final int MAX_SECRET = 1024;

  private final int descriptor;

  private ControllingTerminal(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Whether this descriptor of the process is a terminal. */
  public static boolean isTerminal(int descriptor) {
    return LibC.tcgetattr(descriptor, new int[TERMIOS_WORDS]) == 0;
  }

  /** The terminal, or null if this process has none. */
  public static ControllingTerminal openOrNull() {
    int descriptor = LibC.open("/dev/tty", O_RDWR_NOCTTY_CLOEXEC);
    return descriptor < 0 ? null : new ControllingTerminal(descriptor);
  }

  /**
   * Shows {@code prompt} and reads a line without showing it. The terminal shows what is typed
   * again afterwards, also where the user interrupts the program meanwhile.
   *
   * @return the bytes typed, at most {@value #MAX_SECRET}, without the line end; the caller wipes
   *     them. Null at the end of input.
   */
  public byte[] readSecret(String prompt) {
    int[] shown = new int[TERMIOS_WORDS];
    LibC.tcgetattr(descriptor, shown);
    int[] hidden = shown.clone();
    hidden[LOCAL_FLAGS] &= ~ECHO;
    Thread restore = new Thread(() -> LibC.tcsetattr(descriptor, TCSAFLUSH, shown));
    Runtime.getRuntime().addShutdownHook(restore);
    byte[] typed = new byte[MAX_SECRET];
    byte[] next = new byte[1];
    int length = 0;
    try {
      LibC.tcsetattr(descriptor, TCSAFLUSH, hidden);
      write(prompt);
      long count = LibC.read(descriptor, next, 1);
      boolean any = count == 1;
      while (count == 1 && next[0] != '\n' && next[0] != '\r') {
        if (length < typed.length) {
          typed[length++] = next[0];
        }
        count = LibC.read(descriptor, next, 1);
      }
      return any ? Arrays.copyOf(typed, length) : null;
    } finally {
      Arrays.fill(typed, (byte) 0);
      next[0] = 0;
      LibC.tcsetattr(descriptor, TCSAFLUSH, shown);
      Runtime.getRuntime().removeShutdownHook(restore);
      write("\n");
    }
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    LibC.write(descriptor, bytes, bytes.length);
  }

  @Override
  public void close() {
    LibC.close(descriptor);
  }
}
