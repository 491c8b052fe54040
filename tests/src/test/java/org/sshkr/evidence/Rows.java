package org.sshkr.evidence;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table of raw figures: tab-separated, with a line of names first. Written as it grows. */
final class Rows implements AutoCloseable {
  private final Writer out;

  Rows(Path file, String... names) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    out = Files.newBufferedWriter(file);
    add((Object[]) names);
  }

  /** Adds a line; doubles get three decimals. */
  void add(Object... values) throws IOException {
    out.write(Arrays.stream(values).map(Rows::text).collect(Collectors.joining("\t", "", "\n")));
    out.flush();
  }

  private static String text(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.3f", number)
        : value.toString();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
