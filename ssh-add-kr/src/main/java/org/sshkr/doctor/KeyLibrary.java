package org.sshkr.doctor;

import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;

/** Whether libkeyutils is there, through which the programs call the kernel. */
record KeyLibrary(KeyringProbe probe) implements Check {
  @Override
  public String subject() {
    return "libkeyutils";
  }

  @Override
  public Finding examine() {
    try {
      probe.findLibrary();
      return new Finding.Ok("libkeyutils.so.1 is there");
    } catch (KeyringException.Unavailable e) {
      return Trouble.LIBRARY_MISSING.found("libkeyutils.so.1 is missing");
    }
  }
}
