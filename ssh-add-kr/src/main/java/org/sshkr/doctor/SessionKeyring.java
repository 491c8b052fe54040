package org.sshkr.doctor;

import org.sshkr.keyring.KeyringProbe;

/** Whether this login has a session keyring of its own, as pam_keyinit(8) gives it one. */
record SessionKeyring(KeyringProbe probe, UserKeyrings keyrings) implements Check {
  @Override
  public String subject() {
    return "session keyring";
  }

  @Override
  public Finding examine() {
    if (!SystemCalls.work(probe)) {
      return Trouble.NOT_TRIED.found("can't be asked for");
    }
    if (!keyrings.hasAny()) {
      return Trouble.NO_SESSION.found("no session keyring found");
    }
    String[] field = probe.describeSession().split(";", 5);
    if (!field[1].equals(Long.toString(keyrings.uid()))) {
      return Trouble.FOREIGN_SESSION.found(
          "it belongs to uid " + field[1] + ", whose login this process comes from");
    }
    return field[4].startsWith("_uid_ses.")
        ? Trouble.NO_SESSION.found("this login has none of its own and uses the user's")
        : new Finding.Ok("this login has its own");
  }
}
