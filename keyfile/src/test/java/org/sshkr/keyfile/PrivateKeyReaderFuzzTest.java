package org.sshkr.keyfile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Collection;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;

/** Reads arbitrary bytes as a key file. */
class PrivateKeyReaderFuzzTest {
  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(PrivateKeyReaderFuzzTest.class).values();
  }

  @MethodSource("inputs")
  @FuzzTest(maxDuration = "4s")
  void reads(byte[] contents) {
    try (KeyFile file = PrivateKeyReader.parse(contents)) {
      FuzzedKeyFile.openAll(file);
    } catch (KeyFileException e) {
      FuzzedKeyFile.assertIsOneLine(e);
    }
  }
}
