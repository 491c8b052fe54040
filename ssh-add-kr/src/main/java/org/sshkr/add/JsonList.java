package org.sshkr.add;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.sshkr.console.JsonText;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.ssh.key.SshCertificate;

/** ssh-add-kr -l --json: one line with an array that has one object for each identity. */
final class JsonList {
  private final Keyring keyring;
  private final AddOptions options;

  JsonList(Keyring keyring, AddOptions options) {
    this.keyring = keyring;
    this.options = options;
  }

  String of(List<Identity> identities) {
    return identities.stream().map(this::object).collect(Collectors.joining(",", "[", "]"));
  }

  private String object(Identity identity) {
    String left =
        keyring.timeLeft(identity).map(Duration::toSeconds).map(Object::toString).orElse("null");
    String certificates =
        identity.certificates().stream()
            .map(this::certificate)
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"type\":"
        + JsonText.of(identity.publicKey().displayName())
        + ",\"bits\":"
        + identity.publicKey().bits()
        + ",\"fingerprint\":"
        + JsonText.of(options.hash().of(identity.publicKey().blob()))
        + ",\"comment\":"
        + JsonText.of(identity.comment())
        + ",\"public_key\":"
        + JsonText.of(identity.line())
        + ",\"keyring\":"
        + JsonText.of(options.keyring().displayName())
        + ",\"signed_by\":"
        + JsonText.of(identity.sleeps() ? "signer" : "kernel")
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
    return "{\"key_id\":" + JsonText.of(certificate.keyId()) + ",\"valid_before\":" + end + "}";
  }
}
