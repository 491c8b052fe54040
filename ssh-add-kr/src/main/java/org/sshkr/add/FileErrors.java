package org.sshkr.add;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why nothing came of a file, in words. */
final class FileErrors {
  private FileErrors() {}

  /** One line that starts with the file as the user named it. */
  static String describe(String file, Exception error) {
    if (error instanceof NoSuchFileException) {
      return file
          + ": no such file"
          + (file.indexOf('\ufffd') < 0
              ? ""
              : " (its name is not UTF-8, which Java can't open; give it on standard input)");
    }
    if (error instanceof AccessDeniedException) {
      return file + ": permission denied";
    }
    return file + ": " + error.getMessage();
  }
}
