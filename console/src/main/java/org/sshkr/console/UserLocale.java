package org.sshkr.console;

/**
 * The locale of the user's environment. The launcher replaces it for this process by one that
 * exists everywhere, in which file names of any language can be opened.
 */
public final class UserLocale {
  private static final String PROPERTY = "sshkr.lc_all";
  private static final String VARIABLE = "LC_ALL";

  private UserLocale() {}

  /** Gives a program that is to be started the user's own locale. */
  public static ProcessBuilder restore(ProcessBuilder program) {
    String value = System.getProperty(PROPERTY);
    if (value != null && value.isEmpty()) {
      program.environment().remove(VARIABLE);
    } else if (value != null) {
      program.environment().put(VARIABLE, value);
    }
    return program;
  }
}
