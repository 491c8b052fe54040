package org.sshkr.keyfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes inside a block of OpenSSH's own format. Behind Base64 a fuzzer changes four of them at
 * a time and never a length; the other formats have a binary form that it can get at.
 */
class OpenSshEnvelopeFuzzTest {
  private static final Path SEEDS =
      Path.of("src/test/resources/org/sshkr/keyfile/PrivateKeyReaderFuzzTestInputs/reads");

  static List<byte[]> containers() throws IOException {
    List<byte[]> containers = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(SEEDS, "throwaway-openssh*")) {
      for (Path file : files) {
        containers.add(Pem.unwrap(Files.readAllBytes(file)));
      }
    }
    return containers;
  }

  @MethodSource("containers")
  @FuzzTest(maxDuration = "4s")
  void opens(byte[] container) {
    try (KeyFile file = new KeyFile(List.of(OpenSshEnvelope.of(container)))) {
      FuzzedKeyFile.openAll(file);
    } catch (KeyFileException e) {
      FuzzedKeyFile.assertIsOneLine(e);
    }
  }
}
