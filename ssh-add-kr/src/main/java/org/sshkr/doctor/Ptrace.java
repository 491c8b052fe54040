package org.sshkr.doctor;

import java.util.Optional;

/**
 * Whether the user's programs may read each other's memory: Yama's ptrace_scope, ptrace(2).
 * ssh-kr's own processes forbid it for themselves; terminals, into which passphrases are typed, do
 * not.
 */
record Ptrace(SystemFiles files) implements Check {
  @Override
  public String subject() {
    return "ptrace";
  }

  @Override
  public Finding examine() {
    Optional<String> scope = files.text("proc/sys/kernel/yama/ptrace_scope");
    if (scope.isEmpty()) {
      return Trouble.YAMA_MISSING.found("your programs may trace each other: no Yama here");
    }
    return scope.get().equals("0")
        ? Trouble.PTRACE_ALLOWED.found("your programs may trace each other (ptrace_scope 0)")
        : new Finding.Ok(
            "your programs may not trace each other (ptrace_scope " + scope.get() + ")");
  }
}
