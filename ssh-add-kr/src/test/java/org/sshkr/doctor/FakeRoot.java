package org.sshkr.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a machine without any trouble. */
record FakeRoot(Path directory) {
  static final long UID = 1000;
  static final String RELEASE = "6.1.0-30-amd64";

  static FakeRoot good(Path directory) {
    return new FakeRoot(directory)
        .with("proc/sys/kernel/osrelease", RELEASE + "\n")
        .with("proc/self/uid_map", "         0          0 4294967295\n")
        .with("proc/self/status", "Name:\tjava\nSeccomp:\t0\n")
        .with("sys/module/pkcs8_key_parser/refcnt", "0\n")
        .with("lib/modules/" + RELEASE + "/modules.dep", "kernel/crypto/pkcs8_key_parser.ko.xz:\n")
        .with("etc/modules-load.d/ssh-kr.conf", "# of ssh-kr\npkcs8_key_parser\n")
        .with(
            "proc/key-users",
            "    0:   9 8/8 5/1000000 80/25000000\n 1000: 4 4/4 4/200 900/20000\n")
        .with(
            "proc/keys",
            """
            0a1b2c3d I--Q---     2 perm 3f030000  1000  1000 keyring   _ses: 1
            1a1b2c3d I--Q---     4 perm 1f3f0000  1000 65534 keyring   _uid_ses.1000: 1
            """)
        .with("proc/sys/kernel/yama/ptrace_scope", "1\n")
        .with("proc/cmdline", "quiet init_on_free=1\n")
        .with("sys/power/state", "freeze mem\n")
        .with("sys/kernel/kexec_crash_loaded", "0\n");
  }

  FakeRoot with(String file, String text) {
    try {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  FakeRoot without(String file) {
    try {
      Files.delete(directory.resolve(file));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  SystemFiles files() {
    return new SystemFiles(directory);
  }
}
