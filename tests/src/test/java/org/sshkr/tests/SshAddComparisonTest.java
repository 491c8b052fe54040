package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.add.SshAddKr;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;

/**
 * Runs the same command lines with ssh-add, which has an ssh-agent of its own, and with ssh-add-kr.
 * Exit status and the output for scripts are the same; if both succeed, so is the output for
 * people, unless ssh-add/differences.txt says why not. If ssh-add-kr fails, it prints one line for
 * each file.
 *
 * <p>ssh-add-kr runs in this process, since starting Java fifty times on an emulated machine takes
 * minutes; ProgramsTest starts it as a user does.
 */
@Tag("kernel")
class SshAddComparisonTest {
  /** The outcome of one command line. */
  private record Outcome(int status, String out, String err) {
    /** The parts that are compared: each program reports failures in its own words. */
    Outcome comparable() {
      return new Outcome(status, out, status == 0 ? err : "");
    }
  }

  @TempDir private static Path files;

  private static Map<String, String> environment;

  @BeforeAll
  static void makeFiles() throws IOException {
    Path askpass = write("askpass", "#!/bin/sh\necho open sesame\n");
    Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
    environment = new HashMap<>(System.getenv());
    environment.put("SSH_ASKPASS", askpass.toString());
    environment.put("SSH_ASKPASS_REQUIRE", "force");
    key("key", "", "alice@example.org");
    key("two", "", "two words");
    key("nocomment", "", "");
    key("encrypted", "open sesame", "encrypted");
    key("certified", "", "certified");
    key("outdated", "", "outdated");
    Command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path("ca")).succeeded();
    Command.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path("ed25519")).succeeded();
    certify("certified", "-1d:forever");
    certify("outdated", "20200101:20200102");
    write("open", Files.readString(files.resolve("key")));
    Files.setPosixFilePermissions(
        files.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));
    write("empty", "");
    Files.createDirectory(files.resolve("directory"));
  }

  private static void key(String name, String passphrase, String comment) {
    Command.run(
            "ssh-keygen",
            "-q",
            "-t",
            "rsa",
            "-b",
            "2048",
            "-N",
            passphrase,
            "-C",
            comment,
            "-f",
            path(name))
        .succeeded();
  }

  private static void certify(String name, String validity) {
    Command.run(
            "ssh-keygen",
            "-q",
            "-s",
            path("ca"),
            "-I",
            "id of " + name,
            "-V",
            validity,
            path(name + ".pub"))
        .succeeded();
  }

  private static String path(String name) {
    return files.resolve(name).toString();
  }

  private static Path write(String name, String text) throws IOException {
    Path file = Files.writeString(files.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  static List<String> cases() {
    return List.copyOf(entries("cases.txt").keySet());
  }

  /** Lines {@code name: text}; lines that begin with # are skipped. */
  private static Map<String, String> entries(String resource) {
    Map<String, String> entries = new LinkedHashMap<>();
    try (InputStream in = SshAddComparisonTest.class.getResourceAsStream("/ssh-add/" + resource)) {
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          int colon = line.indexOf(": ");
          entries.put(line.substring(0, colon), line.substring(colon + 2));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return entries;
  }

  @AfterEach
  void forget() {
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION)) {
      keyring.removeAll();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void behavesAsSshAddDoes(String name) throws Exception {
    List<Outcome> theirs = new ArrayList<>();
    List<Outcome> ours = new ArrayList<>();
    Path socket = files.resolve("agent");
    Process agent =
        new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Await.until("ssh-agent listens", () -> Files.exists(socket));
      environment.put("SSH_AUTH_SOCK", socket.toString());
      for (String line : entries("cases.txt").get(name).split(" ; ", -1)) {
        String[] half = line.split(" < ", -1);
        File input = half.length > 1 ? files.resolve(half[1]).toFile() : new File("/dev/null");
        List<String> words = List.of(half[0].split(" ", -1));
        theirs.add(sshAdd(words, input));
        ours.add(sshAddKr(words, input));
      }
    } finally {
      agent.destroy();
      agent.waitFor();
      Files.deleteIfExists(socket);
    }
    for (Outcome one : ours) {
      assertThat(one.status == 0 || !one.out.isEmpty() || one.err.startsWith("ssh-add-kr: "))
          .as("one line says what failed: %s", one)
          .isTrue();
    }
    List<Outcome> expected = theirs.stream().map(Outcome::comparable).toList();
    List<Outcome> actual = ours.stream().map(Outcome::comparable).toList();
    if (entries("differences.txt").containsKey(name)) {
      assertThat(actual).as("listed as a difference").isNotEqualTo(expected);
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static Outcome sshAdd(List<String> words, File input) throws Exception {
    List<String> command = new ArrayList<>(List.of("ssh-add"));
    command.addAll(words);
    Path out = files.resolve("out");
    Path err = files.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(files.toFile())
            .redirectInput(input)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    // ssh-add's fatal errors have status 255
    return new Outcome(Math.min(status, 1), Files.readString(out), Files.readString(err));
  }

  /** Runs it with the files' full names, which are then removed from its output. */
  private static Outcome sshAddKr(List<String> words, File input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            "ssh-add-kr",
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false);
    String[] args =
        words.stream()
            .map(
                word ->
                    Files.exists(files.resolve(word)) || word.equals("missing") ? path(word) : word)
            .toArray(String[]::new);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(Files.readAllBytes(input.toPath())));
    int status;
    try {
      status = SshAddKr.run(args, terminal, environment);
    } finally {
      System.setIn(before);
    }
    String prefix = files + "/";
    return new Outcome(
        status, out.toString(UTF_8).replace(prefix, ""), err.toString(UTF_8).replace(prefix, ""));
  }
}
