package org.sshkr.console;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sshkr.process.LibC;
import org.sshkr.process.Signals;

/**
 * A question on a terminal without echo, from {@link #show} to {@link #close}. When a signal ends
 * or stops the process meanwhile, the terminal is first restored; when the process continues, the
 * question is asked again. OpenSSH's readpassphrase.c does this in one thread, whose read(2) a
 * signal interrupts; in a JVM signals come on threads of their own, while the reader stays in
 * read(2).
 */
final class HiddenPrompt implements AutoCloseable {
  /**
   * The signals that end or stop a process, and CONT: after a stop by SIGSTOP, which nobody can
   * handle, the shell may have changed the terminal. For QUIT see {@link #hide}.
   */
  private static final String[] SIGNALS = {"INT", "TERM", "HUP", "TSTP", "TTIN", "TTOU", "CONT"};

  private static final int TCSAFLUSH = 2;

  /** sizeof(struct termios) and offsets into it: glibc and musl, every 64-bit Linux. */
  private static final int TERMIOS = 60;

  private static final int LOCAL_FLAGS = 12;
  private static final int QUIT_CHARACTER = 17 + 1;
  private static final int SECOND_LINE_END = 17 + 11;

  private static final int ECHO_AND_ECHONL = 0010 | 0100;

  private final int descriptor;
  private final String question;

  /** The terminal's settings before, to be restored; null while they are in effect. */
  private byte[] shown;

  private final Map<String, Object> actions = new LinkedHashMap<>();
  private Object quitAction;

  private volatile boolean answered;

  HiddenPrompt(int descriptor, String question) {
    this.descriptor = descriptor;
    this.question = question;
  }

  /** Whether the descriptor is a terminal. */
  static boolean isTerminal(int descriptor) {
    return LibC.tcgetattr(descriptor, new byte[TERMIOS]) == 0;
  }

  /**
   * Asks the question. In the background this first stops the process, until it is in the
   * foreground.
   */
  synchronized void show() {
    // may stop here; settings that the shell changes meanwhile must not be saved as ours
    LibC.tcdrain(descriptor);
    shown = new byte[TERMIOS];
    LibC.tcgetattr(descriptor, shown);
    LibC.tcsetattr(descriptor, TCSAFLUSH, hide(shown));
    byte[] terminal = shown;
    for (String signal : SIGNALS) {
      actions.put(signal, Signals.handle(signal, () -> interrupt(signal, terminal)));
    }
    quitAction = Signals.ignoreQuit();
    write(question);
  }

  /**
   * Switches the echo off. The quit character ends the line instead of sending SIGQUIT, at which
   * the JVM would print all its stacks: see {@link #isQuit}.
   */
  private static byte[] hide(byte[] terminal) {
    byte[] hidden = terminal.clone();
    ByteBuffer flags = ByteBuffer.wrap(hidden).order(ByteOrder.nativeOrder());
    flags.putInt(LOCAL_FLAGS, flags.getInt(LOCAL_FLAGS) & ~ECHO_AND_ECHONL);
    hidden[SECOND_LINE_END] = hidden[QUIT_CHARACTER];
    hidden[QUIT_CHARACTER] = 0;
    return hidden;
  }

  /** Whether this is the character with which the user quits a program, usually Ctrl-\. */
  synchronized boolean isQuit(byte typed) {
    return typed != 0 && shown != null && typed == shown[QUIT_CHARACTER];
  }

  /** Ends this program and its process group, as the quit character does. */
  void quit() {
    close();
    Signals.quit();
  }

  /**
   * Handles a signal that came while the settings to restore were {@code terminal}; it may come
   * late.
   */
  private synchronized void interrupt(String signal, byte[] terminal) {
    if (shown != terminal) {
      return;
    }
    restore();
    switch (signal) {
      case "CONT" -> {}
      case "TSTP", "TTIN", "TTOU" -> Signals.raise(signal); // returns when the process continues
      default -> {
        Signals.restoreDefault(signal);
        Signals.raise(signal);
      }
    }
    if (!answered) {
      show();
    }
  }

  private void restore() {
    int foreground = LibC.tcgetpgrp(descriptor); // below 0: not the controlling terminal
    if (foreground < 0 || foreground == LibC.getpgrp()) {
      write("\n");
      LibC.tcsetattr(descriptor, TCSAFLUSH, shown);
    } // else another process has the terminal now, with its own settings
    shown = null;
    Signals.restoreQuit(quitAction);
    actions.forEach(Signals::restore);
    actions.clear();
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    LibC.write(descriptor, bytes, bytes.length);
  }

  @Override
  public void close() {
    answered = true;
    synchronized (this) {
      if (shown != null) {
        restore();
      }
    }
  }
}
