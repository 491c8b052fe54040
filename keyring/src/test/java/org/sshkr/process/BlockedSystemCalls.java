package org.sshkr.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A seccomp filter under which add_key, request_key and keyctl fail, as by the default profiles of
 * Docker and Podman: seccomp(2). It binds one thread, the threads that this one starts, and the
 * programs that it runs.
 */
public final class BlockedSystemCalls {
  public static final int EPERM = 1;
  public static final int ENOSYS = 38;

  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_SET_SECCOMP = 22;
  private static final int SECCOMP_MODE_FILTER = 2;
  private static final int RET_ERRNO = 0x00050000;
  private static final int RET_ALLOW = 0x7fff0000;

  /** BPF: load the word at an offset; jump if greater or equal, if greater; return. */
  private static final int LOAD = 0x20;

  private static final int JUMP_GE = 0x35;
  private static final int JUMP_GT = 0x25;
  private static final int RETURN = 0x06;

  private BlockedSystemCalls() {}

  /**
   * The lowest number of the three, which are successive: include/uapi/asm-generic/unistd.h and
   * x86's table.
   */
  private static int first() {
    return System.getProperty("os.arch").equals("amd64") ? 248 : 217;
  }

  /** Runs {@code work} on a new thread on which the three calls fail with {@code errno}. */
  public static <T> T call(int errno, Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              install(errno);
              return work.call();
            });
    Thread thread = new Thread(task, "without-keyrings");
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void install(int errno) {
    int[][] program = { // code, jump if true, jump if false, operand
      {LOAD, 0, 0, 0}, // struct seccomp_data's nr
      {JUMP_GE, 0, 2, first()},
      {JUMP_GT, 1, 0, first() + 2},
      {RETURN, 0, 0, RET_ERRNO | errno},
      {RETURN, 0, 0, RET_ALLOW},
    };
    try (Memory filter = new Memory(8L * program.length);
        Memory header = new Memory(16)) { // struct sock_fprog
      ByteBuffer instructions =
          filter.getByteBuffer(0, filter.size()).order(ByteOrder.nativeOrder());
      for (int[] one : program) {
        instructions.putShort((short) one[0]).put((byte) one[1]).put((byte) one[2]).putInt(one[3]);
      }
      header.clear();
      header.setShort(0, (short) program.length);
      header.setPointer(8, filter);
      check(LibC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
      check(LibC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, Pointer.nativeValue(header), 0, 0));
    }
  }

  private static void check(int result) {
    if (result != 0) {
      throw new IllegalStateException("prctl: error " + Native.getLastError());
    }
  }
}
