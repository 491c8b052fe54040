package org.sshkr.add;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * A line of known_hosts that ssh-keygen found for a host: an optional marker, host names, key type,
 * key in base64, comment; sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
 */
final class KnownHostsLine {
  private static final String CA = "@cert-authority";

  private KnownHostsLine() {}

  /** The keys in the lines, without revoked and malformed ones. */
  static List<HostKey> keys(String lines) {
    return Arrays.stream(lines.split("\n", -1))
        .map(KnownHostsLine::key)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<HostKey> key(String line) {
    String[] words = line.strip().split("[ \t]+", 5);
    boolean isCa = words[0].equals(CA);
    if (words[0].startsWith("@") && !isCa) {
      return Optional.empty();
    }
    int type = isCa ? 2 : 1;
    if (words.length < type + 2) {
      return Optional.empty();
    }
    try {
      byte[] blob = Base64.getDecoder().decode(words[type + 1]);
      boolean exact = Base64.getEncoder().encodeToString(blob).equals(words[type + 1]);
      if (!exact || !isNamed(words[type], new WireReader(blob).readText())) {
        return Optional.empty();
      }
      return Optional.of(new HostKey(Blob.copyOf(blob), isCa));
    } catch (IllegalArgumentException | WireFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether the word names the type; an RSA key's may also be one of its signature algorithms. */
  private static boolean isNamed(String word, String type) {
    return word.equals(type)
        || (type.equals("ssh-rsa") && (word.equals("rsa-sha2-256") || word.equals("rsa-sha2-512")));
  }
}
