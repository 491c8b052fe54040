package org.sshkr.keyring.signer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel keys that a user owns, by /proc/keys (keyrings(7)), where the kernel shows each user
 * their own, those that sleep included. So nobody who has none waits for the signer, or starts it.
 *
 * @param procKeys a file in ASCII, one key per line; the description is the last column but one
 */
record OwnKeys(Path procKeys) {
  static final OwnKeys OF_KERNEL = new OwnKeys(Path.of("/proc/keys"));

  /**
   * Whether there may be a key of this description: false only if the kernel shows others and not
   * this one, since in a sandbox it may show nothing.
   *
   * @param description or its beginning
   */
  boolean mayHold(String description) {
    String column = " " + description;
    try {
      List<String> lines = Files.readAllLines(procKeys, StandardCharsets.ISO_8859_1);
      return lines.isEmpty() || lines.stream().anyMatch(line -> line.contains(column));
    } catch (IOException e) {
      return true;
    }
  }
}
