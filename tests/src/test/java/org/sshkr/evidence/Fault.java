package org.sshkr.evidence;

import java.util.List;

/**
 * Something that goes wrong while clients are served.
 *
 * @param name as it stands in the table
 * @param clients how many ask at a time
 * @param prefix a command that becomes ssh-agent-kr, which follows it; empty for none
 * @param course starts the clients, lets it happen, and ends it
 */
record Fault(String name, int clients, List<String> prefix, Course course) {
  private static final int FEW = 8;
  static final int MANY = 50;

  /** What happens, until {@link Scene#isOver}. At its end all is as before. */
  interface Course {
    void run(Scene scene) throws Exception;
  }

  /** A fault of a shim that a few clients use. */
  static Fault of(String name, Course course) {
    return new Fault(name, FEW, List.of(), course);
  }

  /** A fault of a shim that is started by a shell's command, which has it as its arguments. */
  static Fault of(String name, String script, Course course) {
    return new Fault(name, FEW, List.of("sh", "-c", script, "sh"), course);
  }

  /** A fault of a shim that many clients use. */
  static Fault ofMany(String name, Course course) {
    return new Fault(name, MANY, List.of(), course);
  }

  /** The course, with clients at work from its beginning. */
  static Course whileServing(Course course) {
    return scene -> {
      scene.startClients();
      course.run(scene);
    };
  }
}
