package org.sshkr.keyring;

import java.util.Optional;

/**
 * What limits the use of an identity, beside its lifetime, which the kernel keeps by itself. These
 * limits are only recorded with the key: whoever signs on behalf of others, as the shim does,
 * enforces them, and refuses a key whose constraints it can't enforce. Code of the same user that
 * calls the kernel itself is not bound by them.
 *
 * @param confirm whether the user must agree to each signature (RFC 9987, AGENT_CONSTRAIN_CONFIRM)
 * @param certificateOnly whether the key signs only under one of its certificates
 * @param destinations where the key may be used; empty for anywhere
 */
public record Constraints(
    boolean confirm, boolean certificateOnly, Optional<DestinationLimit> destinations) {
  /** Anyone who may use the key may use it for anything. */
  public static final Constraints NONE = new Constraints(false, false, Optional.empty());
}
