package org.sshkr.process;

import java.io.IOException;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;

/**
 * The process at the other end of a Unix socket, as the kernel recorded it when the connection was
 * made: unix(7), SO_PEERCRED.
 *
 * @param pid process id in this process's pid namespace, 0 if it is in another one
 * @param uid effective user id
 * @param gid effective group id
 */
public record PeerCredentials(int pid, long uid, long gid) {
  /**
   * The credentials of the peer of {@code channel}. Java offers only the peer's names, and no
   * descriptor, so the descriptor is taken from the channel's implementation: the JVM needs {@code
   * --add-opens java.base/sun.nio.ch=ALL-UNNAMED} (or the main jar's Add-Opens).
   *
   * @throws IOException if the kernel does not say
   */
  public static PeerCredentials of(SocketChannel channel) throws IOException {
    int[] ucred = new int[3];
    if (LibC.getsockopt(
            descriptor(channel), LibC.SOL_SOCKET, LibC.SO_PEERCRED, ucred, new int[] {12})
        != 0) {
      throw new IOException("the kernel does not tell who is at the other end of the socket");
    }
    return new PeerCredentials(ucred[0], ucred[1] & 0xffffffffL, ucred[2] & 0xffffffffL);
  }

  private static int descriptor(SocketChannel channel) throws IOException {
    try {
      Method getFdVal = channel.getClass().getMethod("getFDVal");
      getFdVal.setAccessible(true);
      return (int) getFdVal.invoke(channel);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new IOException("no access to the socket's descriptor; start with bin/ssh-agent-kr", e);
    }
  }
}
