package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.sshkr.wire.WireFormatException;

/**
 * How an identity is written into the description of its kernel key: as its OpenSSH public key
 * line, {@code ssh-rsa <base64> <comment>}, in UTF-8. One key carries all that there is to list, so
 * nothing can get out of step, and {@code keyctl show} is readable.
 */
final class IdentityDescription {
  /** Bytes; the kernel's limit is a page less the final NUL (KEY_MAX_DESC_SIZE). */
  private static final int MAX_LENGTH = 4095;

  private static final String PREFIX = RsaPublicKey.TYPE + " ";

  private IdentityDescription() {}

  /** The identity as the kernel will hold it: its comment cleaned, and cut to the room there is. */
  static SshIdentity fit(RsaPublicKey key, String comment) {
    String clean = clean(comment);
    int room = MAX_LENGTH - new SshIdentity(key, "").line().length() - 1;
    while (clean.getBytes(StandardCharsets.UTF_8).length > room) {
      clean = clean.substring(0, clean.offsetByCodePoints(clean.length(), -1));
    }
    // what the cut leaves at the end may be blank
    return new SshIdentity(key, clean.strip());
  }

  /**
   * Control characters become '?': a newline would corrupt /proc/keys, and an escape the terminal.
   */
  static String clean(String comment) {
    return comment
        .codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }

  /**
   * Reads a description back; empty if it is not a public key line of a key that the kernel can
   * use.
   */
  static Optional<SshIdentity> parse(String description) {
    if (!description.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int end = description.indexOf(' ', PREFIX.length());
    String base64 = description.substring(PREFIX.length(), end < 0 ? description.length() : end);
    String comment = end < 0 ? "" : description.substring(end + 1);
    try {
      RsaPublicKey key = RsaPublicKey.ofBlob(Base64.getDecoder().decode(base64));
      return key.isUsable() ? Optional.of(new SshIdentity(key, clean(comment))) : Optional.empty();
    } catch (IllegalArgumentException | WireFormatException e) {
      return Optional.empty();
    }
  }
}
