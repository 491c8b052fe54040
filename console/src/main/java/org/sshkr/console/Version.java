package org.sshkr.console;

/** The version of ssh-kr, from the jar's manifest. */
public final class Version {
  private Version() {}

  /** The version in the manifest, or "(development)" if the classes are not in a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
