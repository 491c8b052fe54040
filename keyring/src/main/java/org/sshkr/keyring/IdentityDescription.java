package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * The description of an identity's kernel key: a line as in authorized_keys, {@code [options
 * ]ssh-rsa <base64> <comment>}, in UTF-8, with the options separated by commas. One key carries
 * everything that a list shows, so nothing can get out of step, and {@code keyctl show} is
 * readable.
 *
 * @param confirm option {@code confirm}
 * @param certificateOnly option {@code certificate-only}
 * @param destinations option {@code destinations=NAME}: the name of the companion in {@link
 *     Companions} that holds them. An unknown option counts as the name of a missing companion, so
 *     that a key whose constraints are not understood is not used.
 */
record IdentityDescription(
    RsaPublicKey key,
    String comment,
    boolean confirm,
    boolean certificateOnly,
    Optional<String> destinations) {
  /** The kernel's limit in bytes: a page without the final NUL (KEY_MAX_DESC_SIZE). */
  private static final int MAX_LENGTH = 4095;

  private static final String CONFIRM = "confirm";
  private static final String CERTIFICATE_ONLY = "certificate-only";
  private static final String DESTINATIONS = "destinations=";

  /** Creates a description whose comment is cleaned, and cut to the available room. */
  static IdentityDescription fit(RsaPublicKey key, String comment, Constraints constraints) {
    Optional<String> destinations =
        constraints.destinations().map(limit -> Companions.destinationsName(key, limit.contents()));
    IdentityDescription bare =
        new IdentityDescription(
            key, "", constraints.confirm(), constraints.certificateOnly(), destinations);
    int room = MAX_LENGTH - bare.text().length() - 1;
    return bare.withComment(cut(clean(comment), room));
  }

  private static String cut(String text, int bytes) {
    String cut = text;
    while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut.strip(); // the cut may leave a blank at the end
  }

  private IdentityDescription withComment(String text) {
    return new IdentityDescription(key, text, confirm, certificateOnly, destinations);
  }

  /** The description itself. */
  String text() {
    List<String> options = new ArrayList<>();
    if (confirm) {
      options.add(CONFIRM);
    }
    if (certificateOnly) {
      options.add(CERTIFICATE_ONLY);
    }
    destinations.ifPresent(name -> options.add(DESTINATIONS + name));
    String line = key.line(comment);
    return options.isEmpty() ? line : String.join(",", options) + " " + line;
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
  static Optional<IdentityDescription> parse(String description) {
    String[] word = description.split(" ", 3);
    if (word[0].equals(RsaPublicKey.TYPE)) {
      return parse("", description);
    }
    return word.length == 3 && word[1].equals(RsaPublicKey.TYPE)
        ? parse(word[0], description.substring(word[0].length() + 1))
        : Optional.empty();
  }

  private static Optional<IdentityDescription> parse(String options, String line) {
    String[] word = line.split(" ", 3);
    if (word.length < 2) {
      return Optional.empty();
    }
    try {
      SshPublicKey key = SshPublicKey.ofBlob(Base64.getDecoder().decode(word[1]));
      String comment = word.length == 3 ? clean(word[2]) : "";
      return KernelRsa.isUsable(key)
          ? Optional.of(of((RsaPublicKey) key, comment, options))
          : Optional.empty();
    } catch (IllegalArgumentException | WireFormatException e) {
      return Optional.empty();
    }
  }

  private static IdentityDescription of(RsaPublicKey key, String comment, String options) {
    boolean confirm = false;
    boolean certificateOnly = false;
    Optional<String> destinations = Optional.empty();
    for (String option : options.isEmpty() ? new String[0] : options.split(",", -1)) {
      if (option.equals(CONFIRM)) {
        confirm = true;
      } else if (option.equals(CERTIFICATE_ONLY)) {
        certificateOnly = true;
      } else if (option.startsWith(DESTINATIONS) && destinations.isEmpty()) {
        destinations = Optional.of(option.substring(DESTINATIONS.length()));
      } else {
        destinations = Optional.of("unknown-option");
      }
    }
    return new IdentityDescription(key, comment, confirm, certificateOnly, destinations);
  }
}
