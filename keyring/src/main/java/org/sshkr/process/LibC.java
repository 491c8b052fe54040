package org.sshkr.process;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The libc functions that the programs need. Sizes are those of the 64-bit Linux ABIs. */
public final class LibC {
  /** prctl(2): whether a core dump and ptrace by the same user are allowed. */
  static final int PR_SET_DUMPABLE = 4;

  /** mlockall(2): present and future pages, each once it is used. */
  static final int MCL_CURRENT_FUTURE_ONFAULT = 1 | 2 | 4;

  static final int SOL_SOCKET = 1;
  static final int SO_PEERCRED = 17;

  static {
    Native.register(LibC.class, "libc.so.6");
  }

  private LibC() {}

  static native int prctl(int option, long arg2, long arg3, long arg4, long arg5);

  static native int mlockall(int flags);

  static native long syscall(long number, long flags);

  static native int ftruncate(int descriptor, long length);

  static native Pointer mmap(
      Pointer address, long length, int protection, int flags, int descriptor, long offset);

  static native int munmap(Pointer address, long length);

  static native int mlock(Pointer address, long length);

  static native int madvise(Pointer address, long length, int advice);

  static native int geteuid();

  static native int setsid();

  static native int chdir(String path);

  static native int getsockopt(int socket, int level, int name, int[] value, int[] length);

  public static native int open(String path, int flags);

  static native int pipe2(int[] descriptors, int flags);

  public static native int close(int descriptor);

  public static native long read(int descriptor, byte[] buffer, long length);

  public static native long write(int descriptor, byte[] buffer, long length);

  public static native int tcgetattr(int descriptor, byte[] termios);

  public static native int tcsetattr(int descriptor, int when, byte[] termios);

  public static native int tcdrain(int descriptor);

  public static native int tcgetpgrp(int descriptor);

  public static native int getpgrp();

  /**
   * Sets a signal's action, for the kernel's own actions only: 0 is the default, 1 ignores the
   * signal.
   */
  static native Pointer signal(int number, Pointer action);

  static native int raise(int signal);

  public static native int kill(int process, int signal);
}
