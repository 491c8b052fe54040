package org.sshkr.keyring.signer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sshkr.keyring.signer.SleepingKey.Part;

/**
 * Whether a user owns keys that sleep, by /proc/keys (keyrings(7)), where the kernel shows each
 * user their own. So nobody who has none waits for the signer, or starts it.
 *
 * @param procKeys in ASCII, one key a line; the description is the last column but one
 */
record OwnKeys(Path procKeys) {
  static final OwnKeys OF_KERNEL = new OwnKeys(Path.of("/proc/keys"));

  /** False only if the kernel shows that there are none: in a sandbox it may show nothing. */
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
