package org.sshkr.keyfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as it is packaged, with those classes of Bouncy Castle only that the build found in
 * use: it reads every file of the corpus.
 */
@Tag("slow")
class EveryFormatByTheProgramTest {
  private static final Path PROGRAM = Path.of("../packaging/target/ssh-kr/bin/ssh-add-kr");

  @TempDir private Path directory;

  @Test
  void nothingThatAFormatNeedsIsMissing() throws Exception {
    List<KeySample> samples = samples(true);
    Process process = start(samples);
    List<String> lines = lines(process);
    assertThat(process.waitFor()).as(lines.toString()).isZero();
    assertThat(lines)
        .hasSizeGreaterThanOrEqualTo(samples.size())
        .allMatch(line -> line.startsWith("Identity is good"));
  }

  /** It knows the type of an encrypted key only when it has read it. */
  @Test
  void everyKeyOfACurveIsReadAndNamed() throws Exception {
    List<KeySample> samples = samples(false);
    List<String> lines = lines(start(samples));
    assertThat(lines)
        .hasSize(samples.size())
        .allMatch(line -> line.contains(": Ed25519 key: ") || line.contains(": ECDSA key: "));
  }

  private static List<KeySample> samples(boolean rsa) {
    return KeyFileCorpus.get().samples().stream()
        .filter(sample -> sample.base().isRsa() == rsa)
        .toList();
  }

  /** Without an agent that keys could go to. */
  private Process start(List<KeySample> samples) throws IOException {
    Path askpass = directory.resolve("askpass");
    Files.writeString(askpass, "#!/bin/sh\nprintf '%s\\n' 'correct horse é'\n");
    Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--dry-run"));
    samples.forEach(sample -> command.add(sample.file().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SSH_ASKPASS", askpass.toString());
    builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
    builder.environment().keySet().removeAll(List.of("SSH_AUTH_SOCK", "XDG_RUNTIME_DIR"));
    return builder.start();
  }

  private static List<String> lines(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }
}
