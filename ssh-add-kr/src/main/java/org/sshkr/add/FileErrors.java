package org.sshkr.add;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Describes errors with files, in words. */
final class FileErrors {
  private FileErrors() {}

  /** One line that starts with the file's name as the user typed it. */
  static String describe(String file, Exception error) {
    if (file.isEmpty()) {
      return "the name of a file is empty; is the variable that holds it set?";
    }
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
    return file + ": " + message(file, error);
  }

  /** The reason, without the file's name and the parentheses that streams put around the reason. */
  private static String message(String file, Exception error) {
    String message = String.valueOf(error.getMessage());
    String start = file + " (";
    return error instanceof FileNotFoundException
            && message.startsWith(start)
            && message.endsWith(")")
        ? message.substring(start.length(), message.length() - 1).toLowerCase(Locale.ROOT)
        : message;
  }
}
