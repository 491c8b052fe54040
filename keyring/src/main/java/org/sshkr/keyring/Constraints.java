package org.sshkr.keyring;

import java.util.Optional;

/**
 * The limits on the use of an identity, except its lifetime, which the kernel enforces. They are
 * only recorded with the key: a program that signs for others, like the shim, enforces them, and
 * refuses a key whose constraints it can't enforce. They do not bind code of the same user that
 * calls the kernel itself.
 *
 * @param confirm whether the user must agree to each signature (RFC 9987, AGENT_CONSTRAIN_CONFIRM)
 * @param certificateOnly whether the key signs only under one of its certificates
 * @param destinations where the key may be used; empty for anywhere
 */
public record Constraints(
    boolean confirm, boolean certificateOnly, Optional<DestinationLimit> destinations) {
  /** No constraints: anyone who may use the key may use it for anything. */
  public static final Constraints NONE = new Constraints(false, false, Optional.empty());
}
