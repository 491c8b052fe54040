package org.sshkr.keyfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;

/**
 * Opens arbitrary bytes as a container in OpenSSH's own format. Through Base64, a fuzzer changes
 * bytes in groups and never hits a length. The other formats have a binary form, which it can
 * change directly.
 */
class OpenSshEnvelopeFuzzTest {
  static List<byte[]> containers() throws IOException {
    List<byte[]> containers = new ArrayList<>();
    FuzzInputs.of(PrivateKeyReaderFuzzTest.class)
        .forEach(
            (name, contents) -> {
              if (name.startsWith("throwaway-openssh")) {
                containers.add(Pem.unwrap(contents));
              }
            });
    return containers;
  }

  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(OpenSshEnvelopeFuzzTest.class).values();
  }

  @MethodSource({"containers", "inputs"})
  @FuzzTest(maxDuration = "4s")
  void opens(byte[] container) {
    try (KeyFile file = new KeyFile(List.of(OpenSshEnvelope.of(container)))) {
      FuzzedKeyFile.openAll(file);
    } catch (KeyFileException e) {
      FuzzedKeyFile.assertIsOneLine(e);
    }
  }
}
