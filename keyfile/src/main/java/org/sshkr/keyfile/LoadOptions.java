package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;

/**
 * Where {@link KeyringKeys#load} puts keys, and how.
 *
 * @param keyring which the caller opened
 * @param comment in place of the file's; empty for the file's own, or the path if it has none
 * @param lifetime after which the keyring drops the key, from 1 s; empty for no limit
 * @param constraints recorded with the key, for agents to enforce
 */
public record LoadOptions(
    Keyring keyring,
    Optional<String> comment,
    Optional<Duration> lifetime,
    Constraints constraints) {
  public LoadOptions {
    Objects.requireNonNull(keyring);
  }

  /** Into {@code keyring}, for as long as that lasts. */
  public static LoadOptions into(Keyring keyring) {
    return new LoadOptions(keyring, Optional.empty(), Optional.empty(), Constraints.NONE);
  }

  /** The same with a comment. */
  public LoadOptions comment(String comment) {
    return new LoadOptions(keyring, Optional.of(comment), lifetime, constraints);
  }

  /** The same with a lifetime. */
  public LoadOptions lifetime(Duration lifetime) {
    return new LoadOptions(keyring, comment, Optional.of(lifetime), constraints);
  }
}
