package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/**
 * The memory of a client that logs in with a key of the kernel, and which other programs see the
 * key.
 */
@Tag("kernel")
class JavaClientMemoryTest {
  /** Each takes an emulated processor a second. */
  private static final int LOGINS = Boolean.getBoolean("sshkr.test.emulated") ? 10 : 100;

  @TempDir private Path directory;

  @Test
  void clientNeverHoldsTheKeyAndItsOwnKeyringEndsWithIt() throws Exception {
    RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) TestKeys.pair(2048).getPrivate();
    MemoryScan scan = new MemoryScan(numbers);
    Path file = directory.resolve("key");
    Pem.write(file, numbers);
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.removeAll();
      Identity identity = keyring.add(key, "", Optional.empty());
      try (MinaSshd server = MinaSshd.start(identity.line())) {
        Process client = start(server.port(), file);
        try (BufferedReader said = client.inputReader()) {
          assertThat(said.readLine()).isEqualTo("signed " + LOGINS);
          assertThat(scan.scanFile(directory.resolve("keyring.hprof")).values())
              .allMatch(hits -> hits == 0);
          assertThat(scan.scan(client.pid()).values()).allMatch(hits -> hits == 0);

          keyring.removeAll();
          int others = keysOfThisUser();
          goOn(client);
          assertThat(said.readLine()).isEqualTo("loaded 1");
          assertThat(keyring.list()).isEmpty();
          assertThat(Files.readAllLines(Path.of("/proc/keys")))
              .filteredOn(line -> !line.contains(" expd ")) // another test's, not yet collected
              .noneMatch(line -> line.contains(identity.line()));
          assertThat(keysOfThisUser()).isGreaterThan(others);
          goOn(client);
          assertThat(said.readLine()).isEqualTo("dumped");

          // the same scan finds the numbers where the file was read; otherwise the zeroes would
          // mean nothing
          Map<String, Integer> found = scan.scanFile(directory.resolve("file.hprof"));
          assertThat(found.values()).allMatch(hits -> hits > 0);
          client.onExit().join();
          Await.until("the process keyring is gone", () -> keysOfThisUser() <= others);
        } finally {
          client.destroyForcibly().onExit().join();
        }
      }
      keyring.removeAll();
    }
  }

  private Process start(int port, Path file) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(JavaClientProcess.class.getName(), Integer.toString(port)));
    command.addAll(List.of(Integer.toString(LOGINS), directory.toString(), file.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void goOn(Process client) throws Exception {
    client.getOutputStream().write("\n".getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  /** The user's keys of all kinds, thread keyrings included: proc(5), /proc/key-users. */
  private static int keysOfThisUser() {
    try {
      return Files.readAllLines(Path.of("/proc/key-users")).stream()
          .map(one -> one.strip().split("[ :/]+", -1))
          .filter(field -> field[0].equals("0"))
          .mapToInt(field -> Integer.parseInt(field[2]))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
