package org.sshkr.agent.session;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import org.sshkr.constraint.Hop;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/** The server of a session, as its host key or its host certificate tells. */
sealed interface SessionHost permits PlainHost, CertifiedHost {
  /**
   * Reads a host key or a certificate.
   *
   * @throws WireFormatException if it is malformed or of an unknown type, or if the certificate is
   *     not signed by the CA that it names
   */
  static SessionHost decode(Blob key) {
    WireReader in = new WireReader(key.toByteArray());
    String type = in.readText();
    if (!type.endsWith(CertifiedHost.TYPE_SUFFIX)) {
      return decodePlain(key);
    }
    SessionHost host = CertifiedHost.read(key, type, in);
    in.expectEnd();
    return host;
  }

  /** Reads a host key, or that of a CA, which a certificate can't be. */
  static PlainHost decodePlain(Blob key) {
    WireReader in = new WireReader(key.toByteArray());
    PlainHost host = new PlainHost(key, VerificationKey.read(in.readText(), in));
    in.expectEnd();
    return host;
  }

  /** As it was sent. */
  Blob blob();

  /** The key that signs for the host. */
  VerificationKey key();

  /** The key's blob, without a certificate around it. */
  Blob plainKey();

  /** Whether this may be the host of {@code hop}: ssh-agent.c, match_key_hop. */
  boolean isAt(Hop hop, Instant now);

  /** The plain key's fingerprint, as ssh-keygen shows it. */
  default String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plainKey().toByteArray());
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a Java without SHA-256", e);
    }
  }
}
