package org.sshkr.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of a process and of the processes that started it: {@code ssh ← git ← bash}. Read from
 * /proc, by a pid that the kernel recorded when the connection was made: a hint for a person, which
 * a deceptive process can forge.
 */
final class ProcessChain {
  private static final int MOST = 6;

  private ProcessChain() {}

  /** The name of the process alone; {@code ?} if it is gone. */
  static String name(int pid) {
    String[] stat = stat(pid);
    return stat == null ? "?" : stat[0];
  }

  static String of(int pid) {
    List<String> names = new ArrayList<>();
    int next = pid;
    while (next > 1 && names.size() < MOST) {
      String[] stat = stat(next);
      if (stat == null) {
        break;
      }
      names.add(stat[0]);
      next = Integer.parseInt(stat[1]);
    }
    return names.isEmpty() ? "a process that is gone" : String.join(" ← ", names);
  }

  /**
   * Name and parent, from {@code pid (name) state ppid …}: proc(5). Null if the process is gone.
   */
  private static String[] stat(int pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
      String line = new String(bytes, StandardCharsets.UTF_8);
      int end = line.lastIndexOf(')');
      String name = line.substring(line.indexOf('(') + 1, end);
      return new String[] {
        name.replaceAll("\\p{Cntrl}", "?"), line.substring(end + 2).split(" ", 3)[1]
      };
    } catch (IOException e) {
      return null;
    }
  }
}
