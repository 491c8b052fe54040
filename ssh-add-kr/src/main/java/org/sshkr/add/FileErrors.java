package org.sshkr.add;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read, in words. */
final class FileErrors {
  private FileErrors() {}

  /** One line that starts with the file as the user named it. */
  static String describe(String file, IOException error) {
    if (error instanceof NoSuchFileException) {
      return file + ": no such file";
    }
    if (error instanceof AccessDeniedException) {
      return file + ": permission denied";
    }
    return file + ": " + error.getMessage();
  }
}
