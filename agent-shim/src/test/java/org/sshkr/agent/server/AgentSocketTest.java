package org.sshkr.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
      dead.bind(UnixDomainSocketAddress.of(path)); // closing it leaves the file
    }
    assertThat(path).exists();
    try (AgentSocket socket = AgentSocket.bind(path)) {
      assertThat(socket.channel().isOpen()).isTrue();
    }
  }

  /** Its file was removed, and another agent started where it was. */
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
  void missingParentIsSaidPlainly() {
    assertThatThrownBy(() -> AgentSocket.bindBelow(directory.resolve("missing")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TMPDIR");
  }
}
