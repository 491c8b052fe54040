package org.sshkr.console;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/**
 * What a program says, and the only class that prints. Style: errors start with the program's name
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
   * A terminal of these streams.
   *
   * @param interactive whether a person watches {@code err}, who sees what is overwritten
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

  /** The terminal of the running program, which asks the system only once there is a status. */
  public static Terminal of(String program) {
    return new Terminal(
        program,
        System.out,
        System.err,
        () -> ControllingTerminal.isTerminal(ControllingTerminal.STANDARD_ERROR));
  }

  /** A line of the program's result. */
  public void result(String line) {
    out.println(line);
    out.flush();
  }

  /** A line for the person who watches, not for a script that reads the result. */
  public void notice(String line) {
    err.println(line);
  }

  /** Something that is true for the moment; the next status takes its place. Else as a notice. */
  public synchronized void status(String text) {
    if (interactive.getAsBoolean()) {
      err.print("\r" + text + " ".repeat(Math.max(0, statusLength - text.length())) + "\r");
      err.flush();
      statusLength = text.length();
    }
  }

  /** Removes the status. To be called before anything else is said. */
  public synchronized void clearStatus() {
    if (statusLength > 0) {
      status("");
    }
  }

  /** One line about what went wrong. */
  public void error(String message) {
    err.println(program + ": " + message);
  }

  /** Ends the result: who reads it sees its end, though the program goes on. */
  public void closeResult() {
    out.close();
  }

  /** Ends both: what is said from now on is dropped. */
  public void close() {
    out.close();
    err.close();
  }
}
