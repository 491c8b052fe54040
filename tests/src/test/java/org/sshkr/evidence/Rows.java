package org.sshkr.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A table of raw figures: tab-separated, with a line of names above. Written as it grows. */
final class Rows implements AutoCloseable {
  private final java.io.Writer out;

  Rows(Path file, String... names) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    out = Files.newBufferedWriter(file);
    add((Object[]) names);
  }

  /** Adds a line; doubles are written with three digits behind the point. */
  void add(Object... values) throws IOException {
    out.write(
        Arrays.stream(values)
            .map(value -> value instanceof Double ? String.format("%.3f", value) : value.toString())
            .collect(Collectors.joining("\t", "", "\n")));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
