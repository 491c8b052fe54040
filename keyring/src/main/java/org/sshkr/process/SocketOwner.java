package org.sshkr.process;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Finds the process that listens on a Unix socket in the file system. Unlike {@link
 * PeerCredentials#of} it needs no access to Java's own classes, so any program can use it.
 */
public final class SocketOwner {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 04000 | 02000000;

  /** sizeof(sockaddr_un.sun_path): unix(7). */
  private static final int PATH_BYTES = 108;

  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int ENOENT = 2;
  private static final int ECONNREFUSED = 111;

  private SocketOwner() {}

  /** Bound separately from {@link LibC}, so that programs that do not use it bind nothing more. */
  private static final class Functions {
    static {
      Native.register(Functions.class, "libc.so.6");
    }

    private Functions() {}

    static native int socket(int domain, int type, int protocol);

    static native int connect(int socket, byte[] address, int length);
  }

  /**
   * Connects, asks the kernel and hangs up. Returns the process that called listen(2): systemd, if
   * it activates the socket.
   *
   * @throws IOException with the reason in words, if it can't connect
   */
  public static PeerCredentials of(Path path) throws IOException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_BYTES) {
      throw new IOException("its path is longer than " + (PATH_BYTES - 1) + " bytes");
    }
    byte[] address =
        ByteBuffer.allocate(Short.BYTES + PATH_BYTES)
            .order(ByteOrder.nativeOrder())
            .putShort((short) AF_UNIX)
            .put(name)
            .array();
    int socket = Functions.socket(AF_UNIX, SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
    try {
      if (Functions.connect(socket, address, address.length) != 0) {
        throw new IOException(reason(Native.getLastError()));
      }
      int[] ucred = new int[3];
      if (LibC.getsockopt(socket, LibC.SOL_SOCKET, LibC.SO_PEERCRED, ucred, new int[] {12}) != 0) {
        throw new IOException("the kernel does not tell who listens");
      }
      return new PeerCredentials(ucred[0], ucred[1] & 0xffffffffL, ucred[2] & 0xffffffffL);
    } finally {
      LibC.close(socket);
    }
  }

  private static String reason(int errno) {
    return switch (errno) {
      case ENOENT -> "there is no such socket";
      case ECONNREFUSED -> "nobody listens there";
      case EACCES -> "permission denied";
      case EAGAIN -> "the process that listens there accepts no connection";
      default -> "it can't be connected to";
    };
  }
}
