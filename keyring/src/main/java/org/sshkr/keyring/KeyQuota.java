package org.sshkr.keyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sshkr.process.CurrentProcess;

/** The user's quota of kernel keys, from proc(5): /proc/key-users and /proc/sys/kernel/keys. */
final class KeyQuota {
  private static final Path USERS = Path.of("/proc/key-users");

  private KeyQuota() {}

  /**
   * One line with the used quota, the limits, and how to get room; without figures if /proc has
   * none.
   */
  static String describe() {
    String figures = "";
    try {
      String uid = Long.toString(CurrentProcess.effectiveUid());
      for (String line : Files.readAllLines(USERS)) {
        // "<uid>: <usage> <nkeys>/<nikeys> <qnkeys>/<maxkeys> <qnbytes>/<maxbytes>"
        String[] field = line.trim().split("[: ]+", -1);
        if (field.length == 5 && field[0].equals(uid)) {
          figures =
              ": "
                  + field[3].replace("/", " of ")
                  + " keys, "
                  + field[4].replace("/", " of ")
                  + " bytes";
        }
      }
    } catch (IOException e) {
      // the advice below holds without the figures
    }
    return "the quota of kernel keys is used up"
        + figures
        + "; remove keys (ssh-add-kr -d), or raise it: sudo sysctl kernel.keys.maxkeys=2000"
        + " kernel.keys.maxbytes=2000000";
  }
}
