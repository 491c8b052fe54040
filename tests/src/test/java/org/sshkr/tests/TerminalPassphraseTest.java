package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A passphrase typed on a terminal, which script(1) provides. */
@Tag("kernel")
@Tag("programs")
class TerminalPassphraseTest {
  private static User alice;

  @BeforeAll
  static void create() {
    alice = User.create("sshkr-alice");
    alice.giveKey("key", 2048, "open sesame");
  }

  @AfterAll
  static void remove() {
    alice.close();
  }

  /** A program on a terminal. */
  private static final class Session implements AutoCloseable {
    private final Process process;
    private final StringBuilder seen = new StringBuilder();
    private int read;

    Session(String command) throws IOException {
      String[] words = {"script", "-q", "-e", "-f", "-c", command, "/dev/null"};
      process = new ProcessBuilder(alice.command(List.of(), words)).start();
    }

    /** Waits until the program has shown this text, after the previous one. */
    void expect(String text) throws IOException {
      InputStream out = process.getInputStream();
      while (seen.indexOf(text, read) < 0) {
        int next = out.read();
        if (next < 0) {
          throw new AssertionError("not shown: " + text + "\n" + seen);
        }
        seen.append((char) next);
      }
      read = seen.indexOf(text, read) + text.length();
    }

    void type(String line) throws IOException {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(UTF_8));
      in.flush();
    }

    int end() throws IOException {
      seen.append(new String(process.getInputStream().readAllBytes(), UTF_8));
      return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void passphraseIsAskedForAgainAndNotShown() throws Exception {
    try (Session session = new Session(Command.sshAddKr() + " key")) {
      session.expect("Enter passphrase for key: ");
      session.type("wrong one");
      session.expect("Bad passphrase, try again for key: ");
      session.type("open sesame");
      session.expect("Identity added: key");
      assertThat(session.end()).isZero();
      assertThat(session.seen.toString()).doesNotContain("wrong one").doesNotContain("sesame");
    }
  }

  @Test
  void emptyPassphraseGivesUp() throws Exception {
    try (Session session = new Session(Command.sshAddKr() + " key")) {
      session.expect("Enter passphrase for key: ");
      session.type("");
      session.expect("key: ");
      assertThat(session.end()).isEqualTo(1);
    }
  }

  @Test
  void lockPasswordIsAskedForTwice() throws Exception {
    try (Session session = new Session(Command.sshAddKr() + " -x")) {
      session.expect("Enter lock password: ");
      session.type("one");
      session.expect("Again: ");
      session.type("two");
      session.expect("do not match");
      assertThat(session.end()).isEqualTo(1);
    }
    assertThat(alice.run(Command.sshAddKr(), "-l").err()).doesNotContain("locked");
  }
}
