package org.sshkr.doctor;

import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;

/**
 * Whether this process may call keyctl(2) and add_key(2) at all: Docker's and Podman's default
 * seccomp profiles forbid both.
 */
record SystemCalls(KeyringProbe probe, SystemFiles files) implements Check {
  @Override
  public String subject() {
    return "system calls";
  }

  @Override
  public Finding examine() {
    if (!hasLibrary(probe)) {
      return Trouble.NOT_TRIED.found("can't be called without libkeyutils");
    }
    return areAllowed(probe)
        ? new Finding.Ok("keyctl is allowed")
        : Trouble.KEYRINGS_FORBIDDEN.found(
            isFiltered()
                ? "keyctl is refused, as by a container's seccomp profile"
                : "keyctl is refused; no seccomp filter is on, so the kernel lacks it");
  }

  /** /proc/PID/status of proc(5): 2 is a filter. */
  private boolean isFiltered() {
    return files.lines("proc/self/status").stream().anyMatch(line -> line.matches("Seccomp:\\s*2"));
  }

  /** Whether it makes sense to ask the kernel more. */
  static boolean work(KeyringProbe probe) {
    return hasLibrary(probe) && areAllowed(probe);
  }

  private static boolean hasLibrary(KeyringProbe probe) {
    try {
      probe.findLibrary();
      return true;
    } catch (KeyringException.Unavailable e) {
      return false;
    }
  }

  private static boolean areAllowed(KeyringProbe probe) {
    try {
      probe.findSystemCalls();
      return true;
    } catch (KeyringException.Unavailable e) {
      return false;
    } catch (KeyringException.QuotaFull e) {
      return true;
    }
  }
}
