package org.sshkr.evidence;

import java.util.List;

/**
 * A fault that happens while clients are served.
 *
 * @param name in the table
 * @param clients the number of clients that ask at the same time
 * @param prefix a command that execs ssh-agent-kr, which follows it; empty for none
 * @param course starts the clients, makes the fault happen, and ends it
 */
record Fault(String name, int clients, List<String> prefix, Course course) {
  private static final int FEW = 8;
  static final int MANY = 50;

  /** The course of events, until {@link Scene#isOver}. At its end everything is as before. */
  interface Course {
    void run(Scene scene) throws Exception;
  }

  /** Creates a fault of a shim that a few clients use. */
  static Fault of(String name, Course course) {
    return new Fault(name, FEW, List.of(), course);
  }

  /**
   * Creates a fault of a shim that a shell script starts, which gets the shim's command line as
   * arguments.
   */
  static Fault of(String name, String script, Course course) {
    return new Fault(name, FEW, List.of("sh", "-c", script, "sh"), course);
  }

  /** Creates a fault of a shim that many clients use. */
  static Fault ofMany(String name, Course course) {
    return new Fault(name, MANY, List.of(), course);
  }

  /** Wraps a course, with clients at work from its beginning. */
  static Course whileServing(Course course) {
    return scene -> {
      scene.startClients();
      course.run(scene);
    };
  }
}
