package org.sshkr.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether other users can reach the agent's socket: a user who may write it may connect (unix(7)),
 * if every directory above lets the user through.
 */
record SocketPermissions(Map<String, String> environment) implements Check {
  private static final Set<PosixFilePermission> OTHERS_CONNECT =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OTHERS_PASS =
      EnumSet.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

  @Override
  public String subject() {
    return "agent socket";
  }

  @Override
  public Finding examine() {
    String value = environment.getOrDefault(AgentOwner.VARIABLE, "");
    if (value.isEmpty()) {
      return new Finding.Ok("there is none");
    }
    try {
      Path socket = Path.of(value).toAbsolutePath();
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(socket);
      String mode = PosixFilePermissions.toString(permissions);
      if (!includes(permissions, OTHERS_CONNECT)) {
        return new Finding.Ok("only you can connect (" + mode + ")");
      }
      for (Path above = socket.getParent(); above != null; above = above.getParent()) {
        if (!includes(Files.getPosixFilePermissions(above), OTHERS_PASS)) {
          return new Finding.Ok("only you can enter " + above);
        }
      }
      return Trouble.SOCKET_OPEN.found("other users can connect (" + mode + ")", value);
    } catch (IOException e) {
      return new Finding.Ok("there is none at " + value);
    }
  }

  private static boolean includes(
      Set<PosixFilePermission> permissions, Set<PosixFilePermission> any) {
    return any.stream().anyMatch(permissions::contains);
  }
}
