package org.sshkr.doctor;

import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;

/** Whether the kernel knows keys of type asymmetric: CONFIG_ASYMMETRIC_KEY_TYPE. */
record KeyType(KeyringProbe probe) implements Check {
  @Override
  public String subject() {
    return "key type";
  }

  @Override
  public Finding examine() {
    if (!SystemCalls.work(probe)) {
      return Trouble.NOT_TRIED.found("can't be asked for");
    }
    try {
      probe.findKeyType();
      return new Finding.Ok("the kernel has keys of type asymmetric");
    } catch (KeyringException.Unavailable e) {
      return Trouble.KEY_TYPE_MISSING.found(
          "this kernel has no keys of type asymmetric (CONFIG_ASYMMETRIC_KEY_TYPE)");
    } catch (KeyringException.QuotaFull e) {
      return Trouble.NOT_TRIED.found("can't be asked for: the quota is used up");
    }
  }
}
