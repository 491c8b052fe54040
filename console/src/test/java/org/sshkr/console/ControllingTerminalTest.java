package org.sshkr.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A question on the terminal of a shell with job control, which script(1) provides. */
@Tag("slow")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControllingTerminalTest {
  private static final String BASH = "bash --norc --noprofile";
  private static final String ASK =
      String.join(
          " ",
          System.getProperty("java.home") + "/bin/java",
          "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp",
          System.getProperty("java.class.path"),
          AskingProgram.class.getName());

  /** A shell on a terminal, with a command that asks. */
  private static final class Session implements AutoCloseable {
    private final Process process;
    private final StringBuilder seen = new StringBuilder();
    private int read;

    Session(String shell) throws IOException {
      // if the tests run in the background, ignored signals may be inherited
      ProcessBuilder builder =
          new ProcessBuilder(
              "env", "--default-signal", "script", "-q", "-f", "-c", shell, "/dev/null");
      builder.environment().put("PS1", "@ ");
      builder.environment().put("TERM", "dumb");
      builder.environment().put("SHELL", "/bin/sh");
      builder.environment().put("ASK", ASK);
      process = builder.start();
      expect("@ ");
    }

    /** Waits until the terminal has shown this text, after the previous one. */
    Session expect(String text) throws IOException {
      InputStream out = process.getInputStream();
      while (seen.indexOf(text, read) < 0) {
        int next = out.read();
        if (next < 0) {
          throw new AssertionError("not shown: " + text + "\n" + seen);
        }
        seen.append((char) next);
      }
      read = seen.indexOf(text, read) + text.length();
      return this;
    }

    Session type(String text) throws IOException {
      process.getOutputStream().write(text.getBytes(UTF_8));
      process.getOutputStream().flush();
      return this;
    }

    /** Waits for the shell's prompt, where the terminal must echo again. */
    Session expectEcho() throws IOException {
      return expect("@ ")
          .type("stty -a | tr ' ' '\\n' | grep -x -e echo -e -echo | sed s/^/is:/\n")
          .expect("is:echo")
          .expect("@ ");
    }

    private ProcessHandle asking() {
      return process
          .descendants()
          .filter(one -> one.info().command().orElse("").endsWith("java"))
          .findFirst()
          .orElseThrow();
    }

    /** Waits until the program that asks is stopped: proc(5). */
    Session expectStopped() throws IOException {
      Path status = Path.of("/proc", Long.toString(asking().pid()), "status");
      while (!Files.readString(status).contains("State:\tT")) {
        Thread.onSpinWait();
      }
      return this;
    }

    /** Sends a signal to the program that asks, from outside of the terminal. */
    Session signal(String name) throws Exception {
      assertThat(
              new ProcessBuilder("kill", "-" + name, Long.toString(asking().pid()))
                  .start()
                  .waitFor())
          .isZero();
      return this;
    }

    @Override
    public void close() {
      List<ProcessHandle> all = process.descendants().toList();
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BASH, "dash"})
  void typedAfterStopAndForegroundIsNotShown(String shell) throws Exception {
    try (Session session = new Session(shell + " -i")) {
      session.type("$ASK\n").expect("Secret: ").type("\032").expectEcho();
      session.type("fg\n").expect("Secret: ").type("\032").expectEcho();
      session.type("fg\n").expect("Secret: ").type("open sesame\n").expect("length 11");
      session.expectEcho();
      assertThat(session.seen.toString()).doesNotContain("sesame");
    }
  }

  @ParameterizedTest
  @CsvSource({"TSTP, dash", "TTIN, dash", "TTOU, dash", "TTIN, " + BASH, "TTOU, " + BASH})
  void stopSignalRestoresTheEcho(String signal, String shell) throws Exception {
    try (Session session = new Session(shell + " -i")) {
      session.type("$ASK\n").expect("Secret: ").signal(signal).expectEcho();
      session.type("fg\n").expect("Secret: ").type("open sesame\n").expect("length 11");
      session.expectEcho();
      assertThat(session.seen.toString()).doesNotContain("sesame");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BASH, "dash"})
  void stoppedByNobodysHandlerItAsksAgain(String shell) throws Exception {
    try (Session session = new Session(shell + " -i")) {
      session.type("$ASK\n").expect("Secret: ").signal("STOP").expect("@ ");
      session.type("fg\n").expect("Secret: ").type("open sesame\n").expect("length 11");
      session.expectEcho();
      assertThat(session.seen.toString()).doesNotContain("sesame");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {BASH, "dash"})
  void inTheBackgroundItStopsUntilItComesToTheForeground(String shell) throws Exception {
    try (Session session = new Session(shell + " -i")) {
      session.type("$ASK\n").expect("Secret: ").type("\032").expectEcho();
      session.type("bg\n").expect("@ ").expectStopped();
      session.type("\n").expectEcho();
      session.type("fg\n").expect("Secret: ").type("open sesame\n").expect("length 11");
      session.expectEcho();
      assertThat(session.seen.toString()).doesNotContain("sesame");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\003', 130", // Ctrl-C
    "'\034', 131", // Ctrl-\
    "INT, 130",
    "TERM, 143",
    "HUP, 129",
  })
  void endedByASignalItRestoresTheEcho(String how, int status) throws Exception {
    try (Session session = new Session("dash -i")) {
      session.type("$ASK\n").expect("Secret: ");
      if (how.length() == 1) {
        session.type(how);
      } else {
        session.signal(how);
      }
      session.expect("@ ").type("echo status $?\n").expect("status " + status).expectEcho();
    }
  }

  @Test
  void secretIsReadAndTheEchoRestored() throws Exception {
    try (Session session = new Session("dash -i")) {
      session.type("$ASK\n").expect("Secret: ").type("open sesame\n").expect("length 11");
      session.expectEcho().type("$ASK\n").expect("Secret: ").type("\004").expect("length -1");
      session.expectEcho();
      assertThat(session.seen.toString()).doesNotContain("sesame");
    }
  }
}
