package org.sshkr.doctor;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the documents that the doctor points to. */
public final class Documents {
  private Documents() {}

  /**
   * The path of a document: where the packages put it, PREFIX/share/doc/ssh-kr with the jar in
   * PREFIX/lib/ssh-kr/lib; if it is not there, its path in the source tree.
   */
  public static String path(String name) {
    try {
      Path jar =
          Path.of(Documents.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path installed = jar.resolve("../../../../share/doc/ssh-kr").resolve(name).normalize();
      return Files.exists(installed) ? installed.toString() : "docs/" + name;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
