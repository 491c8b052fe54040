package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs as a person would, with a time limit, and keeps their output. */
public final class Command {
  private static final long LIMIT_SECONDS = 120;

  /**
   * The tree with the programs under test; every user can read it. See tests/bin/with-tree. Tests
   * that Maven runs by itself use the build's results.
   */
  public static final Path HOME =
      Path.of(System.getenv().getOrDefault("SSHKR_HOME", "../packaging/target/ssh-kr"))
          .toAbsolutePath()
          .normalize();

  /** The status and output of a program that has ended. */
  public record Result(int status, String out, String err) {
    public List<String> lines() {
      return out.lines().toList();
    }

    /** Returns this if the program succeeded; else throws an AssertionError with all its output. */
    public Result succeeded() {
      if (status != 0) {
        throw new AssertionError("status " + status + "\n" + out + err);
      }
      return this;
    }
  }

  private Command() {}

  public static String sshAddKr() {
    return HOME.resolve("bin/ssh-add-kr").toString();
  }

  public static String sshAgentKr() {
    return HOME.resolve("bin/ssh-agent-kr").toString();
  }

  public static Result run(String... words) {
    return run(Map.of(), words);
  }

  /** Runs a program without input, with {@code environment} added to this process's. */
  public static Result run(Map<String, String> environment, String... words) {
    try {
      Path out = Files.createTempFile("out", null);
      Path err = Files.createTempFile("err", null);
      try {
        ProcessBuilder builder =
            new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              "still running after " + LIMIT_SECONDS + " s: " + List.of(words));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a program that reads {@code input}. */
  static Result pipe(byte[] input, String... words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().write(input);
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), out, "");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The command that runs a program under a uid, which need not have an account. */
  static String[] as(long uid, String... words) {
    return join(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"), words);
  }

  /** Puts {@code prefix} before {@code words}. */
  public static String[] join(List<String> prefix, String... words) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }
}
