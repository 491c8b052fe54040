package org.sshkr.keyfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;

/** Decodes arbitrary bytes as a request to add a key. */
class AddRequestFuzzTest {
  private static final Path REQUESTS = Path.of("src/test/resources/add-requests");

  static List<byte[]> requests() throws IOException {
    List<byte[]> requests = new ArrayList<>();
    try (Stream<Path> files = Files.list(REQUESTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".bin")).sorted().toList()) {
        requests.add(Files.readAllBytes(file));
      }
    }
    return requests;
  }

  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(AddRequestFuzzTest.class).values();
  }

  @MethodSource({"requests", "inputs"})
  @FuzzTest(maxDuration = "4s")
  void decodes(byte[] message) {
    try (AddRequest request = AddRequest.decode(message)) {
      FuzzedKeyFile.assertIsRight(request.key());
    } catch (KeyFileException e) {
      FuzzedKeyFile.assertIsOneLine(e);
    }
  }
}
