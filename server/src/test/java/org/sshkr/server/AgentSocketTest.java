package org.sshkr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSocketTest {
  @TempDir private Path directory;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void standsInADirectoryOfItsOwnThatOthersCannotEnter() throws Exception {
    Path path;
    try (AgentSocket socket = AgentSocket.bindBelow(directory)) {
      path = socket.path();
      assertThat(mode(path.getParent())).isEqualTo("rwx------");
      assertThat(mode(path)).isEqualTo("rw-------");
      assertThat(path.getFileName().toString()).isEqualTo("agent." + ProcessHandle.current().pid());
    }
    assertThat(path.getParent()).doesNotExist();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void closingRemovesTheSocketAndLeavesANamedDirectory() throws Exception {
    Path path = directory.resolve("agent");
    try (AgentSocket socket = AgentSocket.bind(path)) {
      assertThat(mode(socket.path())).isEqualTo("rw-------");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void directoryThatIsMissingOrCannotBeWrittenToIsSaid() {
    Path missing = directory.resolve("no/such");
    assertThatThrownBy(() -> AgentSocket.bind(missing))
        .hasMessage(
            "can't listen at " + missing + ": there is no directory " + missing.getParent());
    Path ofTheKernel = Path.of("/proc/agent");
    assertThatThrownBy(() -> AgentSocket.bind(ofTheKernel))
        .hasMessageStartingWith("can't listen at /proc/agent: ")
        .message()
        .doesNotContain("null");
  }

  @Test
  void pathOfARunningAgentIsRefused() throws Exception {
    Path path = directory.resolve("agent");
    try (AgentSocket first = AgentSocket.bind(path)) {
      assertThatThrownBy(() -> AgentSocket.bind(path))
          .isInstanceOf(IOException.class)
          .hasMessage("an agent listens already at " + first.path());
      assertThat(path).exists();
    }
  }

  @Test
  void socketOfADeadAgentIsReplaced() throws Exception {
    Path path = directory.resolve("agent");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path)); // closing does not remove the file
    }
    assertThat(path).exists();
    try (AgentSocket socket = AgentSocket.bind(path)) {
      assertThat(socket.channel().isOpen()).isTrue();
    }
  }

  /** The first agent's file is removed, and another agent starts on the same path. */
  @Test
  void socketOfALaterAgentIsLeftAlone() throws Exception {
    Path path = directory.resolve("agent");
    AgentSocket first = AgentSocket.bind(path);
    Files.delete(path);
    try (AgentSocket second = AgentSocket.bind(path)) {
      first.close();
      assertThat(second.path()).exists();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void fileInTheWayIsNeverRemoved() throws Exception {
    Path path = Files.writeString(directory.resolve("agent"), "precious");
    assertThatThrownBy(() -> AgentSocket.bind(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a socket")
        .hasMessageContaining(path.toString());
    assertThat(path).hasContent("precious");
  }

  @Test
  void pathThatIsTooLongIsRefusedWithTheLimit() {
    Path path = directory.resolve("a".repeat(108));
    assertThatThrownBy(() -> AgentSocket.bind(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("107 bytes");
  }

  @Test
  void temporaryDirectoryThatIsTooLongIsLeftForTmp() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(90)));
    try (AgentSocket socket = AgentSocket.bindBelow(deep)) {
      assertThat(socket.path().getParent().getParent()).isEqualTo(Path.of("/tmp"));
      assertThat(mode(socket.path().getParent())).isEqualTo("rwx------");
    }
    assertThat(deep).isEmptyDirectory();
  }

  /** An agent that dies while it starts leaves its lock file behind. */
  @Test
  void lockThatIsLeftOverDoesNotMatterAndIsRemoved() throws Exception {
    Path path = directory.resolve("agent");
    Files.writeString(directory.resolve("agent.lock"), "left over");
    try (AgentSocket socket = AgentSocket.bind(path)) {
      assertThat(socket.path()).exists();
      assertThat(directory.resolve("agent.lock")).doesNotExist();
    }
  }

  @Test
  void ofManyThatStartOverAStaleSocketOneListens() throws Exception {
    Path path = directory.resolve("agent");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Callable<AgentSocket>> starts = Collections.nCopies(6, () -> AgentSocket.bind(path));
      List<AgentSocket> listening = new ArrayList<>();
      for (Future<AgentSocket> start : pool.invokeAll(starts)) {
        try {
          listening.add(start.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).hasMessage("an agent listens already at " + path);
        }
      }
      assertThat(listening).hasSize(1);
      listening.get(0).close();
    } finally {
      pool.shutdown();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void missingParentIsSaidPlainly() {
    assertThatThrownBy(() -> AgentSocket.bindBelow(directory.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TMPDIR");
  }
}
