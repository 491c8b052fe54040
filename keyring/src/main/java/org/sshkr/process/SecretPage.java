package org.sshkr.process;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * Memory for a private number while it is used: where the kernel has them, pages of
 * memfd_secret(2), which the kernel itself can't read any more and no other process gets at; else
 * pages that are locked into memory and left out of cores. Closing wipes and unmaps them. While a
 * secret page is open the machine can't hibernate, so it is opened for one signature only.
 */
public final class SecretPage implements AutoCloseable {
  /** Bytes; that of all architectures that Debian builds for, or a part of it. */
  private static final int PAGE = 4096;

  /** The number is the same on all architectures: include/uapi/asm-generic/unistd.h. */
  private static final long SYS_MEMFD_SECRET = 447;

  private static final int O_CLOEXEC = 02000000;
  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
  private static final int MADV_DONTDUMP = 16;
  private static final int MADV_DONTFORK = 10;

  private final Pointer page;
  private final int size;
  private final boolean secret;

  private SecretPage(Pointer page, int size, boolean secret) {
    this.page = page;
    this.size = size;
    this.secret = secret;
  }

  /**
   * Opens memory, all zeroes: a page, or as many as it takes.
   *
   * @param length in bytes, of what it is to hold
   * @throws IllegalStateException if there is neither kind, as where the limit of locked memory
   *     (RLIMIT_MEMLOCK) is below a page
   */
  public static SecretPage open(int length) {
    int size = Math.max(1, (length + PAGE - 1) / PAGE) * PAGE;
    int descriptor = (int) LibC.syscall(SYS_MEMFD_SECRET, O_CLOEXEC);
    if (descriptor >= 0) {
      try {
        if (LibC.ftruncate(descriptor, size) == 0) {
          Pointer page = LibC.mmap(null, size, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
          if (isMapped(page)) {
            return new SecretPage(page, size, true);
          }
        }
      } finally {
        LibC.close(descriptor);
      }
    }
    return locked(size);
  }

  private static SecretPage locked(int size) {
    Pointer page = LibC.mmap(null, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (!isMapped(page)) {
      throw new IllegalStateException("no memory for a private key");
    }
    if (LibC.mlock(page, size) != 0
        || LibC.madvise(page, size, MADV_DONTDUMP) != 0
        || LibC.madvise(page, size, MADV_DONTFORK) != 0) {
      LibC.munmap(page, size);
      throw new IllegalStateException(
          "can't lock a page of memory for a private key; raise the limit of locked memory");
    }
    return new SecretPage(page, size, false);
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
    return page.getByteBuffer(0, size);
  }

  @Override
  public void close() {
    page.clear(size);
    LibC.munmap(page, size);
  }
}
