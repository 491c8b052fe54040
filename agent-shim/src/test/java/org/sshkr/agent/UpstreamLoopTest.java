package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** Agents that are behind each other in a loop. */
@Tag("slow")
@Timeout(60)
class UpstreamLoopTest {
  @TempDir private Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void makeKey() throws Exception {
    new ProcessBuilder("ssh-keygen", "-qted25519", "-N", "", "-f", "key")
        .directory(directory.toFile())
        .start()
        .waitFor();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private static final Map<String, KeyPair> KEYS =
      Map.of(
          "a", TestKeys.pair(2048),
          "b", TestKeys.otherPair(2048),
          "c", TestKeys.pair(3072),
          "x", TestKeys.otherPair(3072));

  private Shim shim(String name, String upstream) throws IOException {
    Upstream behind =
        upstream.equals("none")
            ? Upstream.NONE
            : Upstream.parse(directory.resolve(upstream).toString());
    Shim shim = new Shim(directory.resolve(name), behind);
    open.add(shim);
    try (PrivateKey key = TestKeys.privateKey(KEYS.get(name))) {
      shim.keyring.add(key, "key of " + name, Optional.empty());
    }
    return shim;
  }

  /** Passes bytes on unread, as sshd and ssh do with a forwarded agent. */
  private final class Relay implements AutoCloseable {
    private final ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Path target;

    Relay(String name, String target) throws IOException {
      this.target = directory.resolve(target);
      server.bind(UnixDomainSocketAddress.of(directory.resolve(name)));
      start(this::accept);
      open.add(this);
    }

    private void accept() throws IOException {
      while (true) {
        SocketChannel from = server.accept();
        SocketChannel to = SocketChannel.open(UnixDomainSocketAddress.of(target));
        start(() -> copy(from, to));
        start(() -> copy(to, from));
      }
    }

    private void copy(SocketChannel from, SocketChannel to) throws IOException {
      try (from;
          to) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (from.read(buffer) >= 0) {
          buffer.flip();
          while (buffer.hasRemaining()) {
            to.write(buffer);
          }
          buffer.clear();
        }
      }
    }

    private interface Action {
      void run() throws IOException;
    }

    private void start(Action action) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  action.run();
                } catch (IOException e) {
                  // one side is closed, and so is the other one now
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private void assertThatEachAnswersAlone(Shim shim, String name) throws Exception {
    shim.log.clear();
    assertThat(shim.run(directory, "ssh-add", "-l").out().lines())
        .singleElement()
        .asString()
        .endsWith("key of " + name + " (RSA)");
    assertThat(shim.log)
        .anyMatch(line -> line.contains("leads back to this one"))
        .noneMatch(line -> line.contains("too many requests"));
    assertThat(shim.run(directory, "ssh-add", "-q", "key").status()).isEqualTo(1);
    assertThat(shim.run(directory, "ssh-add", "-T", "key.pub").status()).isEqualTo(1);
  }

  @Test
  void agentBehindItselfIsRecognised() throws Exception {
    Shim shim = shim("a", "a");
    assertThatEachAnswersAlone(shim, "a");
  }

  @Test
  void agentBehindItselfThroughOneThatPassesBytesOnIsRecognised() throws Exception {
    Shim shim = shim("a", "relay");
    new Relay("relay", "a");
    assertThatEachAnswersAlone(shim, "a");
  }

  @Test
  void circleOfThreeWithRelaysBetweenIsRecognised() throws Exception {
    Shim first = shim("a", "ab");
    new Relay("ab", "b");
    shim("b", "bc");
    new Relay("bc", "c");
    shim("c", "ca");
    new Relay("ca", "a");
    assertThatEachAnswersAlone(first, "a");
  }

  /** The agent outside has no part in the loop: it gets the keys of the agents that it reaches. */
  @Test
  void circleBehindAnAgentThatIsNotPartOfItEnds() throws Exception {
    Shim outside = shim("x", "a");
    shim("a", "b");
    shim("b", "a");
    assertThat(outside.run(directory, "ssh-add", "-l").out().lines())
        .hasSize(2)
        .anyMatch(line -> line.endsWith("key of x (RSA)"))
        .anyMatch(line -> line.endsWith("key of a (RSA)"));
    assertThat(outside.run(directory, "ssh-add", "-q", "key").status()).isEqualTo(1);
  }

  @Test
  void chainWithoutACircleGivesTheKeysOfAll() throws Exception {
    shim("c", "none");
    shim("b", "bc");
    new Relay("bc", "c");
    Shim first = shim("a", "b");
    assertThat(first.run(directory, "ssh-add", "-l").out().lines()).hasSize(3);
  }
}
