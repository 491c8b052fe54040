package org.sshkr.keyfile;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes given as a key file. */
class PrivateKeyReaderFuzzTest {
  @FuzzTest(maxDuration = "4s")
  void reads(byte[] contents) {
    try (KeyFile file = PrivateKeyReader.parse(contents)) {
      FuzzedKeyFile.openAll(file);
    } catch (KeyFileException e) {
      FuzzedKeyFile.assertIsOneLine(e);
    }
  }
}
