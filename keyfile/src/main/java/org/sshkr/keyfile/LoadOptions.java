package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Keyring;

/**
 * The keyring that {@link KeyringKeys#load} adds keys to, and how it adds them.
 *
 * @param keyring the keyring, opened by the caller
 * @param comment the keys' comment; if empty, the file's own, or its path if it has none
 * @param lifetime the time, at least 1 s, after which the keyring drops the key; empty for no limit
 * @param constraints the constraints recorded with the key, for agents to enforce
 */
public record LoadOptions(
    Keyring keyring,
    Optional<String> comment,
    Optional<Duration> lifetime,
    Constraints constraints) {
  public LoadOptions {
    Objects.requireNonNull(keyring);
  }

  /** Options that add keys to {@code keyring}, for as long as it exists. */
  public static LoadOptions into(Keyring keyring) {
    return new LoadOptions(keyring, Optional.empty(), Optional.empty(), Constraints.NONE);
  }

  /** The same options with a comment. */
  public LoadOptions comment(String comment) {
    return new LoadOptions(keyring, Optional.of(comment), lifetime, constraints);
  }

  /** The same options with a lifetime. */
  public LoadOptions lifetime(Duration lifetime) {
    return new LoadOptions(keyring, comment, Optional.of(lifetime), constraints);
  }
}
