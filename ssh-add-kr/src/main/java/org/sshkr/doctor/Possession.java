package org.sshkr.doctor;

import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;
import org.sshkr.keyring.KeyringSelector;

/** Whether this process possesses the keyring's keys: keyrings(7), "Possession". */
record Possession(KeyringProbe probe, UserKeyrings keyrings, KeyringSelector selector)
    implements Check {
  @Override
  public String subject() {
    return "possession";
  }

  @Override
  public Finding examine() {
    String keyring = "the " + selector + " keyring";
    if (!SystemCalls.work(probe)) {
      return Trouble.NOT_TRIED.found("can't be tried");
    }
    if (selector == KeyringSelector.PERSISTENT) {
      return new Finding.Ok(keyring + " is not tried: that would restart its expiry");
    }
    if (!exists()) {
      return new Finding.Ok(keyring + " does not exist yet; the first key makes it");
    }
    try {
      probe.possess(selector);
      if (probe.isLocked(selector)) {
        return Trouble.LOCKED.found(keyring + " is locked with a passphrase");
      }
      return new Finding.Ok("keys in " + keyring + " can be used from here");
    } catch (KeyringException.QuotaFull e) {
      return Trouble.NOT_TRIED.found("can't be tried: the quota is used up");
    } catch (KeyringException e) {
      return Trouble.NOT_POSSESSED.found(keyring + ": " + e.getMessage());
    }
  }

  private boolean exists() {
    if (selector == KeyringSelector.USER_SESSION) {
      return keyrings.hasUserSession();
    }
    return selector == KeyringSelector.USER ? keyrings.hasUser() : keyrings.hasAny();
  }
}
