package org.sshkr.keyring;

import java.util.Optional;
import org.sshkr.ssh.wire.Blob;

/**
 * What limits the use of an identity, beside its lifetime, which the kernel keeps by itself. These
 * limits are only recorded with the key: whoever signs on behalf of others, as the shim does,
 * enforces them, and refuses a key whose constraints it can't enforce. Code of the same user that
 * calls the kernel itself is not bound by them.
 *
 * @param confirm whether the user must agree to each signature (RFC 9987, AGENT_CONSTRAIN_CONFIRM)
 * @param certificateOnly whether the key signs only under one of its certificates
 * @param destinations where the key may be used: the contents of the constraint extension
 *     restrict-destination-v00@openssh.com (OpenSSH's PROTOCOL.agent). Of length 0 if the key has
 *     such constraints and they can't be read: then nothing is permitted. Not present: anywhere.
 */
public record Constraints(boolean confirm, boolean certificateOnly, Optional<Blob> destinations) {
  /** Anyone who may use the key may use it for anything. */
  public static final Constraints NONE = new Constraints(false, false, Optional.empty());

  /** Destinations that nobody can read any more, or that are written in a way not known here. */
  static final Blob UNREADABLE = Blob.copyOf(new byte[0]);
}
