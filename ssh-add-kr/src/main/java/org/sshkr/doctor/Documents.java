package org.sshkr.doctor;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the documents are that the doctor points to. */
public final class Documents {
  private Documents() {}

  /**
   * The path of a document: where the packages put it, PREFIX/share/doc/ssh-kr with the jar in
   * PREFIX/lib/ssh-kr/lib; where it is not there, as it is in the source.
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
