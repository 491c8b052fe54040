package org.sshkr.process;

import com.sun.jna.Native;

/** libc, as far as this package needs it. Sizes are those of the 64-bit Linux ABIs. */
final class LibC {
  /** prctl(2): whether a core dump and ptrace by the same user are allowed. */
  static final int PR_SET_DUMPABLE = 4;

  /** mlockall(2): what is mapped now and later. */
  static final int MCL_CURRENT_AND_FUTURE = 3;

  /** setrlimit(2). */
  static final int RLIMIT_CORE = 4;

  static final int SOL_SOCKET = 1;
  static final int SO_PEERCRED = 17;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int prctl(int option, long arg2, long arg3, long arg4, long arg5);

  static native int setrlimit(int resource, long[] softAndHard);

  static native int mlockall(int flags);

  static native int geteuid();

  static native int setsid();

  static native int chdir(String path);

  static native int getsockopt(int socket, int level, int name, int[] value, int[] length);
}
