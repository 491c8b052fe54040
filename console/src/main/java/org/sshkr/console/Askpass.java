package org.sshkr.console;

import java.io.File;
import java.util.Map;

/**
 * The program that asks the user instead of a terminal, chosen by ssh's variables SSH_ASKPASS,
 * SSH_ASKPASS_REQUIRE, DISPLAY and WAYLAND_DISPLAY: ssh(1); OpenSSH's readpass.c.
 */
public final class Askpass {
  private static final String DEFAULT = "/usr/bin/ssh-askpass";

  private final Map<String, String> environment;

  /** Creates an instance from these variables of this process. */
  public Askpass(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Whether the program may be used at all: there is a display, or it is to be used without one.
   */
  public boolean isAllowed() {
    return requires("force")
        || (!requires("never") && (isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")));
  }

  /** Whether the program is to be used even if there is a terminal. */
  public boolean isPreferred() {
    return requires("force") || (isAllowed() && requires("prefer"));
  }

  /** The program's path. */
  public String program() {
    return isSet("SSH_ASKPASS") ? environment.get("SSH_ASKPASS") : DEFAULT;
  }

  /**
   * Prepares a process that asks this question and gets no input; the caller decides where its
   * output goes.
   */
  public ProcessBuilder asking(String question) {
    return UserLocale.restore(new ProcessBuilder(program(), question))
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
  }

  private boolean requires(String value) {
    return environment.getOrDefault("SSH_ASKPASS_REQUIRE", "").equalsIgnoreCase(value);
  }

  private boolean isSet(String variable) {
    return !environment.getOrDefault(variable, "").isEmpty();
  }
}
