package org.sshkr.agent;

/** A shell's syntax to set and unset environment variables; the output is meant for its eval. */
enum ShellSyntax {
  SH {
    @Override
    String set(String name, String value) {
      return name + "=" + quote(value) + "; export " + name + ";";
    }

    @Override
    String unset(String name) {
      return "unset " + name + ";";
    }
  },
  CSH {
    @Override
    String set(String name, String value) {
      // csh expands ! even between quotes
      return "setenv " + name + " " + quote(value).replace("!", "\\!") + ";";
    }

    @Override
    String unset(String name) {
      return "unsetenv " + name + ";";
    }
  };

  abstract String set(String name, String value);

  abstract String unset(String name);

  /** The syntax of the user's shell: csh if the value of SHELL ends so, as ssh-agent guesses it. */
  static ShellSyntax of(String shell) {
    return shell != null && shell.endsWith("csh") ? CSH : SH;
  }

  /** The text unchanged if no shell would interpret any of it, else in single quotes. */
  static String quote(String value) {
    boolean plain =
        value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-+,@%=:".indexOf(c) >= 0);
    return plain ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
