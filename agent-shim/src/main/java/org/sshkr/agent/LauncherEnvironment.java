package org.sshkr.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The environment that the launcher was started with, for the command. A shell does not pass it on
 * unchanged: it drops variables whose names it could not set itself, such as functions exported by
 * bash, and sets PWD.
 */
final class LauncherEnvironment {
  private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=");

  private final List<String> variables;

  LauncherEnvironment(List<String> variables) {
    this.variables = List.copyOf(variables);
  }

  /** Reads the environment that the launcher's process was started with: proc(5). */
  static LauncherEnvironment of(long launcher) throws IOException {
    byte[] block = Files.readAllBytes(Path.of("/proc", Long.toString(launcher), "environ"));
    return new LauncherEnvironment(List.of(new String(block, StandardCharsets.UTF_8).split("\0")));
  }

  /**
   * Lines for the launcher that undo the shell's changes to the environment, for the command in its
   * arguments.
   */
  List<String> restore() {
    List<String> lines = new ArrayList<>();
    lines.add(
        variables.stream()
            .filter(variable -> variable.startsWith("PWD="))
            .findFirst()
            .map(variable -> "PWD=" + ShellSyntax.quote(variable.substring("PWD=".length())))
            .orElse("unset PWD"));
    StringBuilder lost = new StringBuilder();
    for (String variable : variables) {
      if (variable.indexOf('=') > 0 && !SHELL_NAME.matcher(variable).lookingAt()) {
        lost.append(' ').append(ShellSyntax.quote(variable));
      }
    }
    if (lost.length() > 0) {
      lines.add("set -- env" + lost + " \"$@\"");
    }
    return lines;
  }
}
