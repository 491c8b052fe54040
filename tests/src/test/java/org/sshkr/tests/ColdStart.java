package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.SignRequest;

/**
 * Measures how long the first client waits for a signature when nothing of the shim is in memory:
 * another process listens, like systemd, and execs the shim once a client connects. Compared with a
 * Java program that only says hello; they take turns. Run by tests/bench/cold-start.
 */
final class ColdStart {
  private static final String ACTIVATE =
      """
      use IO::Socket::UNIX; use IO::Select; use POSIX ();
      my ($path, @command) = @ARGV;
      my $socket = IO::Socket::UNIX->new(Type => SOCK_STREAM(), Local => $path, Listen => 5) or die;
      $| = 1; print "listens\\n";
      IO::Select->new($socket)->can_read();
      POSIX::dup2(fileno($socket), 0);
      exec @command;
      """;

  private ColdStart() {}

  /** Prints the table for a key of {@code args[0]} bits, {@code args[1]} starts, and a program. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    int starts = Integer.parseInt(args[1]);
    List<String> hello = List.of(args).subList(2, args.length);
    Terminal terminal = Terminal.of("cold-start");
    Path directory = Files.createTempDirectory("bench");
    Path script = Files.writeString(directory.resolve("activate"), ACTIVATE);
    BenchTimes helloTimes = new BenchTimes(starts);
    BenchTimes times = new BenchTimes(starts);
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      Identity identity = keyring.add(key, "benchmark", Optional.empty());
      try {
        for (int i = 0; i < starts; i++) {
          helloTimes.add(run(hello));
          Path socket = directory.resolve("agent" + i);
          times.add(firstSignature(script, socket, SignLatency.request(identity)));
        }
      } finally {
        keyring.remove(identity.publicKey());
      }
    }
    terminal.result("the first signature, RSA-" + bits + ", after " + starts + " starts, in ms");
    terminal.result(BenchTimes.head());
    terminal.result(helloTimes.row("Java says hello"));
    terminal.result(times.row("ssh-agent-kr, cold"));
    terminal.result("ssh-agent-kr beside hello: " + times.beside(helloTimes));
  }

  private static long run(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int status =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with status " + status);
    }
    return System.nanoTime() - start;
  }

  private static long firstSignature(Path script, Path socket, SignRequest request)
      throws IOException {
    Process agent =
        new ProcessBuilder("perl", script.toString(), socket.toString(), Command.sshAgentKr(), "-D")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      agent.inputReader().readLine();
      long start = System.nanoTime();
      try (AgentClient client = new AgentClient(socket)) {
        client.sign(request);
      }
      return System.nanoTime() - start;
    } finally {
      agent.destroy();
      agent.onExit().join();
    }
  }
}
