package org.sshkr.keyring.signer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel keys that a user owns, by /proc/keys (keyrings(7)), where the kernel shows each user
 * their own, including keys that sleep. So nobody who has none waits for the signer or starts it,
 * and it is asked for its entries only when they have changed.
 *
 * @param procKeys a file in ASCII, one key per line
 */
record OwnKeys(Path procKeys) {
  static final OwnKeys OF_KERNEL = new OwnKeys(Path.of("/proc/keys"));

  /**
   * A key that can be used: serial, flags, use count, time left, permissions, uid, gid, type,
   * description. Not one that is revoked (R), dead (D), invalidated (i) or expired (expd).
   */
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]+) [^RDi ]+ +\\d+ +(?!expd)\\S+ [0-9a-f]+ +-?\\d+ +-?\\d+ \\S+ +(.*)");

  /**
   * The keys with this description that have neither ended nor expired.
   *
   * @param description or its beginning
   * @return their serials; empty if the kernel shows no key at all, as in a sandbox
   */
  Optional<Set<Integer>> serials(String description) {
    List<String> lines;
    try {
      lines = Files.readAllLines(procKeys, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty();
    }
    Set<Integer> serials = new HashSet<>();
    for (String line : lines) {
      Matcher key = LINE.matcher(line);
      if (key.matches() && key.group(2).startsWith(description)) {
        serials.add(Integer.parseUnsignedInt(key.group(1), 16));
      }
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(serials);
  }

  /**
   * Whether there may be a key of this description: false only if the kernel shows others and not
   * this one.
   *
   * @param description or its beginning
   */
  boolean mayHold(String description) {
    return serials(description).map(found -> !found.isEmpty()).orElse(true);
  }
}
