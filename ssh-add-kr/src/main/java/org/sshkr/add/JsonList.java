package org.sshkr.add;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;

/** ssh-add-kr -l --json: an array with one object for each identity, in one line. */
final class JsonList {
  private final Keyring keyring;
  private final AddOptions options;

  JsonList(Keyring keyring, AddOptions options) {
    this.keyring = keyring;
    this.options = options;
  }

  String of(List<SshIdentity> identities) {
    return identities.stream().map(this::object).collect(Collectors.joining(",", "[", "]"));
  }

  private String object(SshIdentity identity) {
    String left =
        keyring
            .timeLeft(identity.publicKey())
            .map(Duration::toSeconds)
            .map(Object::toString)
            .orElse("null");
    String certificates =
        identity.certificates().stream()
            .map(this::certificate)
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"type\":\"RSA\",\"bits\":"
        + identity.publicKey().bits()
        + ",\"fingerprint\":"
        + text(options.hash().of(identity.publicKey().blob()))
        + ",\"comment\":"
        + text(identity.comment())
        + ",\"public_key\":"
        + text(identity.line())
        + ",\"keyring\":"
        + text(options.keyring().displayName())
        + ",\"seconds_left\":"
        + left
        + ",\"confirm\":"
        + identity.constraints().confirm()
        + ",\"certificate_only\":"
        + identity.constraints().certificateOnly()
        + ",\"destinations_limited\":"
        + identity.constraints().destinations().isPresent()
        + ",\"certificates\":"
        + certificates
        + "}";
  }

  private String certificate(SshCertificate certificate) {
    String end =
        certificate.validBefore() == -1 ? "null" : Long.toUnsignedString(certificate.validBefore());
    return "{\"key_id\":" + text(certificate.keyId()) + ",\"valid_before\":" + end + "}";
  }

  /** A JSON string (RFC 8259, section 7). */
  private static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
