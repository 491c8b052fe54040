package org.sshkr.doctor;

/** What came of a check, in words for the user: lower case, no full stop. */
sealed interface Finding {
  /** What was seen. */
  String what();

  /** As it should be. */
  record Ok(String what) implements Finding {}

  /**
   * Works, but the user may want it otherwise.
   *
   * @param trouble that docs/troubleshooting.md explains
   * @param fix the command that changes it
   */
  record Note(String what, Trouble trouble, String fix) implements Finding {}

  /** Does not work; {@code fix} is the command that repairs it. */
  record Problem(String what, Trouble trouble, String fix) implements Finding {}
}
