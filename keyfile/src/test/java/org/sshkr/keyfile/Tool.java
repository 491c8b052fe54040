package org.sshkr.keyfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a program of OpenSSH, OpenSSL or PuTTY, which must succeed. */
final class Tool {
  private Tool() {}

  /** Runs a program and returns its standard output. */
  static byte[] run(Path directory, String... command) {
    Path errors = directory.resolve("stderr");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(
            String.join(" ", command) + ": exit " + status + "\n" + read(errors));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a program and returns its standard output as text, without the line end. */
  static String text(Path directory, String... command) {
    return new String(run(directory, command), StandardCharsets.UTF_8).strip();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
