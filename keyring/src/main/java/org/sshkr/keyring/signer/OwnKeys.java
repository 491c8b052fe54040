package org.sshkr.keyring.signer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sshkr.keyring.signer.SleepingKey.Part;

/**
 * Looks up in /proc/keys (keyrings(7)), where the kernel shows each user their own keys, whether a
 * user has sleeping keys. A user without any never starts the signer or waits for it.
 *
 * @param procKeys a file in ASCII, one key per line; the description is the last column but one
 */
record OwnKeys(Path procKeys) {
  static final OwnKeys OF_KERNEL = new OwnKeys(Path.of("/proc/keys"));

  /**
   * Whether the user may have sleeping keys; false only if the kernel shows some keys, but none of
   * these. In a sandbox, it may show nothing at all.
   */
  boolean mayBeOf(long uid) {
    String begin = " " + SleepingKey.prefix(uid, Part.NUMBER);
    try {
      List<String> lines = Files.readAllLines(procKeys, StandardCharsets.ISO_8859_1);
      return lines.isEmpty() || lines.stream().anyMatch(line -> line.contains(begin));
    } catch (IOException e) {
      return true;
    }
  }
}
