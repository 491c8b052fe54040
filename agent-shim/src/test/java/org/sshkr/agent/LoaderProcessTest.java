package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.signer.Keyrings;
import org.sshkr.keyring.signer.SignerChoice;
import org.sshkr.server.RawMessage;
import org.sshkr.server.RawMessages;
import org.sshkr.ssh.agent.Framing;

/** Hands messages to scripts instead of ssh-add-kr. */
@Tag("slow")
@Timeout(60)
class LoaderProcessTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private static final Keyrings USER =
      new Keyrings(KeyringSelector.USER, SignerChoice.SYSTEM, false);

  @TempDir private Path directory;

  private static byte[] message(int length) {
    byte[] message = new byte[length];
    new Random(length).nextBytes(message);
    message[0] = 17;
    return message;
  }

  /** Hands a message to a shell script, and asserts that it was wiped in any case. */
  private void load(byte[] message, Duration limit, String script) {
    ByteBuffer bytes = RawMessages.direct(message);
    try {
      new LoaderProcess(List.of("sh", "-c", script, "sh", directory.toString()), limit)
          .load(new RawMessage(bytes));
    } finally {
      assertThat(RawMessages.isZero(bytes)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 957, 65536, 65537, Framing.MAX_MESSAGE})
  void programReadsTheWholeMessageAndItsEnd(int length) throws IOException {
    byte[] message = message(length);
    load(message, LONG, "cat >\"$1/got\"");
    assertThat(directory.resolve("got")).hasBinaryContent(message);
  }

  @Test
  void programThatReadsSlowlyGetsItAll() throws IOException {
    byte[] message = message(200_000);
    load(message, LONG, "dd bs=1000 of=\"$1/got\" 2>/dev/null");
    assertThat(directory.resolve("got")).hasBinaryContent(message);
  }

  @Test
  void firstLineOfAFailureIsTheReason() {
    assertThatThrownBy(
            () ->
                load(
                    message(957),
                    LONG,
                    "cat >/dev/null; echo 'ssh-add-kr: no' >&2; echo b >&2; exit 1"))
        .isInstanceOf(AgentRefusal.class)
        .hasMessage("a key is not added: no");
    assertThatThrownBy(() -> load(message(957), LONG, "exit 3"))
        .isInstanceOf(AgentRefusal.class)
        .hasMessage("a key is not added: ssh-add-kr ended with status 3");
  }

  /** Destroying a process that has ended closes its streams, even if they were not read. */
  @Test
  void reasonOfAProgramThatHasEndedIsNotLost() {
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> load(message(10), LONG, "echo no >&2; exit 1"))
          .hasMessage("a key is not added: no");
    }
  }

  @Test
  void programThatReadsNothingIsNoFailureByItself() {
    load(message(Framing.MAX_MESSAGE), LONG, "exit 0");
    assertThatThrownBy(() -> load(message(Framing.MAX_MESSAGE), LONG, "echo no >&2; exit 1"))
        .hasMessage("a key is not added: no");
  }

  /** One program reads nothing, so that the message does not fit the pipe; the other reads. */
  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 1000", "cat >/dev/null; exec sleep 1000"})
  void programThatHangsIsKilled(String script) throws Exception {
    String remember = "echo $$ >\"$1/pid\"; ";
    assertThatThrownBy(
            () -> load(message(Framing.MAX_MESSAGE), Duration.ofSeconds(1), remember + script))
        .isInstanceOf(AgentRefusal.class)
        .hasMessage("a key is not added: ssh-add-kr took more than 1 s");
    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void missingProgramIsSaidPlainly() {
    ByteBuffer bytes = RawMessages.direct(message(10));
    Loader loader =
        LoaderProcess.of(directory.resolve("ssh-agent-kr").toString(), USER, Optional.empty());
    assertThatThrownBy(() -> loader.load(new RawMessage(bytes)))
        .isInstanceOf(AgentRefusal.class)
        .hasMessageContaining(directory.resolve("ssh-add-kr") + " does not start");
    assertThat(RawMessages.isZero(bytes)).isTrue();
    ByteBuffer more = RawMessages.direct(message(10));
    assertThatThrownBy(
            () -> LoaderProcess.of(null, USER, Optional.empty()).load(new RawMessage(more)))
        .isInstanceOf(AgentRefusal.class);
    assertThat(RawMessages.isZero(more)).isTrue();
  }

  @Test
  void programBesideTheLauncherGetsKeyringAndLifetime() throws IOException {
    Path program = directory.resolve("ssh-add-kr");
    Files.writeString(
        program, "#!/bin/sh\necho \"$*\" >'" + directory + "/words'\nexec cat >/dev/null\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    LoaderProcess.of(
            directory.resolve("ssh-agent-kr").toString(),
            new Keyrings(KeyringSelector.SESSION, SignerChoice.OWN, true),
            Optional.of(Duration.ofHours(1)))
        .load(RawMessages.of(message(10)));
    assertThat(directory.resolve("words"))
        .hasContent("--agent-message --keyring=session --signer=own --rsa=signer -t 3600");
  }

  @Test
  void manyAtOnceAreAllLoadedAndNoDescriptorIsLeft() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    load(message(10), LONG, "cat >/dev/null"); // opens what is opened only once
    Loader loader = new LoaderProcess(List.of("sh", "-c", "cat >/dev/null"), LONG);
    int before = descriptors.toFile().list().length;
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<?>> all =
          Stream.<Future<?>>generate(
                  () -> threads.submit(() -> loader.load(RawMessages.of(message(100_000)))))
              .limit(40)
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(descriptors.toFile().list()).hasSizeLessThanOrEqualTo(before);
  }
}
