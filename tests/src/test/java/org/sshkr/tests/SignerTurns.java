package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.sshkr.console.Terminal;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.wire.Blob;

/**
 * Measures how long one user waits for signatures of ssh-signer-kr while another one has as many
 * connections as one user may have: half of a frame on each of some, and requests without end on
 * the rest. Compared with the wait while nobody else is there. Run by tests/bench/turns.
 */
public final class SignerTurns {
  private static final int WARM_UP = 3000;

  /** As many as the signer allows one user. */
  private static final int CONNECTIONS = 128;

  private static final int HALF_SENT = 112;

  private static final int ROUNDS = 5;

  private SignerTurns() {}

  /** Prints the table for {@code args[0]} signatures with and without the other user. */
  @SuppressWarnings("try") // the signer and the flood only have to be there
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]) / ROUNDS;
    Terminal terminal = Terminal.of("turns");
    BenchTimes alone = new BenchTimes(count * ROUNDS);
    BenchTimes beside = new BenchTimes(count * ROUNDS);
    try (SignerProcess signer = SignerProcess.start();
        User other = User.create("sshkr-other")) {
      SignRequest request = request(newKey());
      HandDelivery.Key key = HandDelivery.Key.of(1, "the other user's");
      HandDelivery.add(other, key);
      SignRequest others = request(key.offered());
      try (AgentClient client = new AgentClient(SignerProcess.SOCKET)) {
        measure(client, request, WARM_UP, new BenchTimes(WARM_UP));
        for (int round = 0; round < ROUNDS; round++) {
          measure(client, request, count, alone);
          try (Flood flood = new Flood(other, others)) {
            measure(client, request, count, beside);
          }
        }
      }
    }
    terminal.result(count * ROUNDS + " signatures by one client, in ms");
    terminal.result(String.format("%-24s %8s %8s %8s", "", "p50", "p95", "p99"));
    terminal.result(row("alone", alone));
    terminal.result(row("beside the other user", beside));
    terminal.result(String.format("p95 %.2f times", beside.percentile(95) / alone.percentile(95)));
    System.exit(0);
  }

  private static SignRequest request(Blob key) {
    return new SignRequest(key, Blob.copyOf("data".getBytes(US_ASCII)), 0);
  }

  /** Adds a new key of this process's own user. */
  private static Blob newKey() throws IOException {
    String file = Files.createTempDirectory("bench").resolve("key").toString();
    Command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file).succeeded();
    Command.run(Command.sshAddKr(), "-q", file).succeeded();
    String base64 = List.of(Files.readString(Path.of(file + ".pub")).split(" ", -1)).get(1);
    return Blob.copyOf(Base64.getDecoder().decode(base64));
  }

  private static String row(String name, BenchTimes times) {
    return String.format(
        "%-24s %8.3f %8.3f %8.3f",
        name, times.percentile(50), times.percentile(95), times.percentile(99));
  }

  private static void measure(
      AgentClient client, SignRequest request, int count, BenchTimes times) {
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      client.sign(request);
      times.add(System.nanoTime() - start);
    }
  }

  /** A process that has all connections that a user may have. */
  private static final class Flood implements AutoCloseable {
    private static final String PERL =
        """
        my ($path, $half, $all, $frame) = @ARGV;
        $frame = pack 'H*', $frame;
        my @sockets;
        for my $number (1 .. $all) {
          my $socket = IO::Socket::UNIX->new(Peer => $path) or die "$!\\n";
          push @sockets, $socket;
          my $bytes = $number > $half ? $frame : substr $frame, 0, length($frame) / 2;
          syswrite $socket, $bytes;
        }
        my $flooding = IO::Select->new(@sockets[$half .. $#sockets]);
        syswrite STDOUT, "flooding\\n";
        while (1) {
          for my $socket ($flooding->can_read) {
            sysread $socket, my $answer, 4096 or exit;
            syswrite $socket, $frame;
          }
        }
        """;

    private final Process process;

    Flood(User user, SignRequest request) throws IOException {
      String[] perl = {
        "perl",
        "-MIO::Socket::UNIX",
        "-MIO::Select",
        "-e",
        PERL,
        SignerProcess.SOCKET.toString(),
        Integer.toString(HALF_SENT),
        Integer.toString(CONNECTIONS),
        HexFormat.of().formatHex(Framing.frame(request.encode()))
      };
      process =
          new ProcessBuilder(Command.as(user.uid(), perl))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.inputReader().readLine();
    }

    @Override
    public void close() {
      if (!process.isAlive()) {
        throw new IllegalStateException("the signer has hung up on the other user");
      }
      process.destroyForcibly().onExit().join();
    }
  }
}
