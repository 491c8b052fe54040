package org.sshkr.ssh.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.wire.WireFormatException;

/** Payloads that OpenSSH 9.2's ssh-add sent: see destinations/README.md. */
class GoldenDestinationsTest {
  private static final Path FRAMES = Path.of("src/test/resources/destinations");

  static List<Path> frames() throws IOException {
    try (Stream<Path> files = Files.list(FRAMES)) {
      return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
    }
  }

  private static DestinationConstraints frame(String name) throws IOException {
    return DestinationConstraints.decode(Files.readAllBytes(FRAMES.resolve(name + ".bin")));
  }

  @Test
  void thereAreFrames() throws IOException {
    assertThat(frames()).hasSize(5);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void roundTrips(Path file) throws IOException {
    byte[] payload = Files.readAllBytes(file);
    DestinationConstraints decoded = DestinationConstraints.decode(payload);
    assertThat(decoded.encode()).isEqualTo(payload);
    assertThat(decoded).isEqualTo(DestinationConstraints.decode(payload.clone()));
  }

  @Test
  void oneHostIsReachedFromTheOriginByAnyUser() throws IOException {
    DestinationConstraint only = frame("one-host").constraints().get(0);
    assertThat(only.from()).isEqualTo(Hop.ORIGIN);
    assertThat(only.to().user()).isEmpty();
    assertThat(only.to().host()).isEqualTo("alpha.example");
    assertThat(only.to().keys()).hasSize(5).noneMatch(HostKey::isCa);
  }

  @Test
  void userPatternIsKeptAsItIs() throws IOException {
    Hop to = frame("user-pattern").constraints().get(0).to();
    assertThat(to.user()).isEqualTo("deploy-*");
    assertThat(to.host()).isEqualTo("beta.example");
  }

  @Test
  void pathNamesEachHop() throws IOException {
    List<DestinationConstraint> ways = frame("forwarded-path").constraints();
    assertThat(ways).hasSize(3);
    assertThat(ways.get(1).from().host()).isEqualTo("alpha.example");
    assertThat(ways.get(1).to().user()).isEqualTo("git");
    assertThat(ways.get(2).from().keys()).isEqualTo(ways.get(1).to().keys());
    assertThat(ways.get(2).to().host()).isEqualTo("[gamma.example]:2222");
  }

  @Test
  void authorityIsMarked() throws IOException {
    Hop to = frame("host-with-authority").constraints().get(0).to();
    assertThat(to.keys()).hasSize(6).filteredOn(HostKey::isCa).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void cutOrExtendedIsRefused(Path file) throws IOException {
    byte[] payload = Files.readAllBytes(file);
    int constraints = DestinationConstraints.decode(payload).constraints().size();
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      try {
        // the constraints before the cut, fewer than all
        assertThat(DestinationConstraints.decode(cut).constraints().size()).isLessThan(constraints);
      } catch (WireFormatException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
    byte[] extended = Arrays.copyOf(payload, payload.length + 1);
    assertThatThrownBy(() -> DestinationConstraints.decode(extended))
        .isInstanceOf(WireFormatException.class);
  }

  /** Whichever byte is changed, a decoded payload encodes to the same bytes. */
  @ParameterizedTest
  @MethodSource("frames")
  void whatDecodesEncodesToTheSameBytes(Path file) throws IOException {
    byte[] payload = Files.readAllBytes(file);
    Random random = new Random(file.getFileName().hashCode());
    int decoded = 0;
    for (int i = 0; i < payload.length; i++) {
      for (int value : new int[] {0, 1, 2, 4, 127, 128, 255, random.nextInt(256)}) {
        byte[] changed = payload.clone();
        changed[i] = (byte) value;
        try {
          assertThat(DestinationConstraints.decode(changed).encode()).isEqualTo(changed);
          decoded++;
        } catch (WireFormatException e) {
          assertThat(e).hasMessageNotContaining("\n");
        }
      }
    }
    assertThat(decoded).isPositive();
  }
}
