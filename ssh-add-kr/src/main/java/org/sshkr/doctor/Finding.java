package org.sshkr.doctor;

/** The result of a check, in words for the user: lower case, no full stop. */
sealed interface Finding {
  /** The observation. */
  String what();

  /** Everything is well. */
  record Ok(String what) implements Finding {}

  /**
   * It works, but the user may want to change it.
   *
   * @param trouble that docs/troubleshooting.md explains
   * @param fix the command that changes it
   */
  record Note(String what, Trouble trouble, String fix) implements Finding {}

  /** It does not work; {@code fix} is the command that repairs it. */
  record Problem(String what, Trouble trouble, String fix) implements Finding {}
}
