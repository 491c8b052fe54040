package org.sshkr.doctor;

/** Whether a crash of the kernel writes its memory, and the keys in it, to the disk: kdump. */
record CrashDump(SystemFiles files) implements Check {
  @Override
  public String subject() {
    return "kdump";
  }

  @Override
  public Finding examine() {
    return files.text("sys/kernel/kexec_crash_loaded").orElse("0").equals("1")
        ? Trouble.CRASH_DUMP.found("a crash of the kernel would write keys to the disk")
        : new Finding.Ok("a crash of the kernel writes no memory to the disk");
  }
}
