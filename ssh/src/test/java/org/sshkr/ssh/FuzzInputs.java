package org.sshkr.ssh;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The inputs that a fuzz test begins with. Each test's are an archive, {@code TEST.zip} in the
 * package of its class; {@code tests/bin/fuzz} adds to it.
 */
public final class FuzzInputs {
  private FuzzInputs() {}

  /** The contents of each input of a test, by name. */
  public static Map<String, byte[]> of(Class<?> test) throws IOException {
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    String archive = test.getSimpleName() + ".zip";
    try (ZipInputStream in = new ZipInputStream(test.getResourceAsStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        inputs.put(entry.getName(), in.readAllBytes());
      }
    }
    return inputs;
  }
}
