package org.sshkr.agent;

/** How a shell sets and unsets environment variables; what is printed is meant for its eval. */
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
      // csh looks up ! in its history between quotes too
      return "setenv " + name + " " + quote(value).replace("!", "\\!") + ";";
    }

    @Override
    String unset(String name) {
      return "unsetenv " + name + ";";
    }
  };

  abstract String set(String name, String value);

  abstract String unset(String name);

  /**
   * The syntax of the user's shell: csh where the value of SHELL ends so, as ssh-agent guesses it.
   */
  static ShellSyntax of(String shell) {
    return shell != null && shell.endsWith("csh") ? CSH : SH;
  }

  /** As it is where no shell would see more in it, in single quotes otherwise. */
  static String quote(String value) {
    boolean plain =
        value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-+,@%=:".indexOf(c) >= 0);
    return plain ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
