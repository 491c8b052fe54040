package org.sshkr.cli;

import java.io.PrintStream;

/**
 * What a program says, and the only class that prints. Style: errors start with the program's name
 * and a colon; lower case; no full stop; what is wrong, with which file or key, and what to do
 * about it.
 */
public final class Terminal {
  private final String program;
  private final PrintStream out;
  private final PrintStream err;

  public Terminal(String program, PrintStream out, PrintStream err) {
    this.program = program;
    this.out = out;
    this.err = err;
  }

  /** The terminal of the running program. */
  public static Terminal of(String program) {
    return new Terminal(program, System.out, System.err);
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
