package org.sshkr.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sshkr.console.TimeFormat;
import org.sshkr.keyring.KeyringSelector;

/**
 * When keys that are loaded now, without an option, will go.
 *
 * @param limited whether the configuration sets a lifetime
 * @param removedAtLogout whether the keys of the user-session keyring are removed at logout
 */
record Lifetime(
    SystemFiles files, KeyringSelector selector, boolean limited, BooleanSupplier removedAtLogout)
    implements Check {
  @Override
  public String subject() {
    return "key lifetime";
  }

  @Override
  public Finding examine() {
    if (limited) {
      return new Finding.Ok("keys go after the lifetime that the configuration sets");
    }
    if (selector == KeyringSelector.SESSION) {
      return new Finding.Ok("keys go with the session keyring");
    }
    if (selector == KeyringSelector.PERSISTENT) {
      Optional<String> expiry = files.text("proc/sys/kernel/keys/persistent_keyring_expiry");
      return expiry.isEmpty()
          ? Trouble.UNKNOWN.found("this kernel does not tell of persistent keyrings")
          : new Finding.Ok(
              "keys go once unused for "
                  + TimeFormat.print(Duration.ofSeconds(Long.parseLong(expiry.get()))));
    }
    if (selector == KeyringSelector.USER_SESSION && removedAtLogout.getAsBoolean()) {
      return new Finding.Ok("keys go with your last logout");
    }
    return Trouble.KEYS_OUTLIVE_LOGOUT.found(
        "keys stay after you log out, until the machine restarts");
  }
}
