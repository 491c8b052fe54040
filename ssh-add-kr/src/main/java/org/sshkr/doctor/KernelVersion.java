package org.sshkr.doctor;

/**
 * Whether the kernel is new enough: it signs with keys of type asymmetric since Linux 4.20,
 * keyctl_pkey_sign(3).
 */
record KernelVersion(SystemFiles files) implements Check {
  @Override
  public String subject() {
    return "kernel";
  }

  @Override
  public Finding examine() {
    String what = "Linux " + files.kernelRelease();
    return files.kernelIsAtLeast(4, 20)
        ? new Finding.Ok(what)
        : Trouble.KERNEL_TOO_OLD.found(what + "; signing needs 4.20 or newer");
  }
}
