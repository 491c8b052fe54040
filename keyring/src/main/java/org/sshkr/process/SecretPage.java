package org.sshkr.process;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * A page of memory for a private number while it is used: where the kernel has it, a page of
 * memfd_secret(2), which the kernel itself can't read any more and no other process gets at; else a
 * page that is locked into memory and left out of cores. Closing wipes and unmaps it. While a
 * secret page is open the machine can't hibernate, so it is opened for one signature only.
 */
public final class SecretPage implements AutoCloseable {
  /** Bytes; that of all architectures that Debian builds for, or a multiple. */
  public static final int SIZE = 4096;

  /** The number is the same on all architectures: include/uapi/asm-generic/unistd.h. */
  private static final long SYS_MEMFD_SECRET = 447;

  private static final int O_CLOEXEC = 02000000;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_DONTFORK = 10;

  private final Pointer page;
  private final boolean secret;

  private SecretPage(Pointer page, boolean secret) {
    this.page = page;
    this.secret = secret;
  }

  /**
   * Opens a page of zeroes.
   *
   * @throws IllegalStateException if there is neither kind, as where the limit of locked memory
   *     (RLIMIT_MEMLOCK) is below a page
   */
  public static SecretPage open() {
    int descriptor = (int) LibC.syscall(SYS_MEMFD_SECRET, O_CLOEXEC);
    if (descriptor >= 0) {
      try {
        if (LibC.ftruncate(descriptor, SIZE) == 0) {
          Pointer page = LibC.mmap(null, SIZE, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
          if (isMapped(page)) {
            return new SecretPage(page, true);
          }
        }
      } finally {
        LibC.close(descriptor);
      }
    }
    return locked();
  }

  private static SecretPage locked() {
    Pointer page = LibC.mmap(null, SIZE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (!isMapped(page)) {
      throw new IllegalStateException("no memory for a private key");
    }
    if (LibC.mlock(page, SIZE) != 0
        || LibC.madvise(page, SIZE, MADV_DONTDUMP) != 0
        || LibC.madvise(page, SIZE, MADV_DONTFORK) != 0) {
      LibC.munmap(page, SIZE);
      throw new IllegalStateException(
          "can't lock a page of memory for a private key; raise the limit of locked memory");
    }
    return new SecretPage(page, false);
  }

  private static boolean isMapped(Pointer page) {
    return Pointer.nativeValue(page) != -1;
  }

  /** Whether it is one of memfd_secret(2). */
  public boolean isSecret() {
    return secret;
  }

  /** All of it, direct; not to be used after {@link #close}. */
  public ByteBuffer memory() {
    return page.getByteBuffer(0, SIZE);
  }

  @Override
  public void close() {
    page.clear(SIZE);
    LibC.munmap(page, SIZE);
  }
}
