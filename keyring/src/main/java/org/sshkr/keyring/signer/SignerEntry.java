package org.sshkr.keyring.signer;

import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.signer.SleepingKey.Part;

/**
 * An entry of the signer, and the kernel key that holds its private number: an entry that replaces
 * it has another one.
 *
 * @param serial the kernel's number for that kernel key
 */
public record SignerEntry(SleepingKey key, int serial) {
  /** Asks the kernel, which shows users their own keys, whether the entry of {@code uid} exists. */
  boolean isThere(long uid) {
    return new UserKey(serial)
        .describe()
        .map(found -> found.uid() == uid && found.text().equals(key.name(uid, Part.NUMBER)))
        .orElse(false);
  }
}
