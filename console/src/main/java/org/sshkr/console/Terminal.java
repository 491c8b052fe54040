package org.sshkr.console;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/**
 * The output of a program; the only class that prints. Style: errors start with the program's name
 * and a colon; lower case; no full stop; what is wrong, with which file or key, and what to do
 * about it.
 */
public final class Terminal {
  private final String program;
  private final PrintStream out;
  private final PrintStream err;
  private final BooleanSupplier interactive;
  private int statusLength;

  /**
   * Creates a terminal from these streams.
   *
   * @param interactive whether {@code err} is a terminal, on which a line can be overwritten
   */
  public Terminal(String program, PrintStream out, PrintStream err, boolean interactive) {
    this(program, out, err, () -> interactive);
  }

  private Terminal(String program, PrintStream out, PrintStream err, BooleanSupplier interactive) {
    this.program = program;
    this.out = out;
    this.err = err;
    this.interactive = interactive;
  }

  /**
   * The terminal of the running program; asks the system whether it is interactive only at the
   * first status.
   */
  public static Terminal of(String program) {
    return new Terminal(
        program,
        System.out,
        System.err,
        () -> ControllingTerminal.isTerminal(ControllingTerminal.STANDARD_ERROR));
  }

  /** Prints a line of the program's result. */
  public void result(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints a line for a person, not for a script that reads the result. */
  public void notice(String line) {
    err.println(line);
  }

  /** Shows a temporary line, which the next status replaces; on an interactive terminal only. */
  public synchronized void status(String text) {
    if (interactive.getAsBoolean()) {
      err.print("\r" + text + " ".repeat(Math.max(0, statusLength - text.length())) + "\r");
      err.flush();
      statusLength = text.length();
    }
  }

  /** Removes the status; to be called before anything else is printed. */
  public synchronized void clearStatus() {
    if (statusLength > 0) {
      status("");
    }
  }

  /** Prints one line about an error. */
  public void error(String message) {
    err.println(program + ": " + message);
  }

  /** Ends the result: its reader sees the end, though the program goes on. */
  public void closeResult() {
    out.close();
  }

  /** Closes both streams: later output is dropped. */
  public void close() {
    out.close();
    err.close();
  }
}
