package org.sshkr.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sshkr.keyring.signer.Keyrings;
import org.sshkr.process.Pipe;
import org.sshkr.server.RawMessage;

/**
 * Hands each message to a new ssh-add-kr process, over its standard input, and wipes it before that
 * process has read it all. If the process fails, its standard error gives the reason.
 */
final class LoaderProcess implements Loader {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int MAX_REASON = 4096;
  private static final String PROGRAM = "ssh-add-kr";

  /** Signatures come first: a host to which the agent is forwarded can send many keys. */
  private static final List<String> NICE = List.of("nice", "-n", "10");

  /** Of nice(1) from coreutils, if it can't run the command. */
  private static final List<Integer> DOES_NOT_START = List.of(126, 127);

  private final List<String> command;
  private final Duration limit;

  /**
   * Creates a loader that runs a command.
   *
   * @param limit after which the process is killed
   */
  LoaderProcess(List<String> command, Duration limit) {
    this.command = List.copyOf(command);
    this.limit = limit;
  }

  /**
   * Creates a loader that runs the ssh-add-kr beside ssh-agent-kr.
   *
   * @param launcher the path of bin/ssh-agent-kr; null if ssh-agent-kr was started without it,
   *     which is an error only once a key is to be added
   * @param lifetime of keys that have none of their own
   */
  static Loader of(String launcher, Keyrings keyrings, Optional<Duration> lifetime) {
    if (launcher == null) {
      return message -> {
        message.close();
        throw new AgentRefusal("to add keys, ssh-agent-kr must be started with bin/ssh-agent-kr");
      };
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(launcher).resolveSibling(PROGRAM).toString(),
                "--agent-message",
                "--keyring=" + keyrings.selector().displayName(),
                "--signer=" + keyrings.signer().name().toLowerCase(Locale.ROOT),
                "--rsa=" + (keyrings.rsaToSigner() ? "signer" : "kernel")));
    lifetime.ifPresent(life -> command.addAll(List.of("-t", Long.toString(life.toSeconds()))));
    return new LoaderProcess(command, LIMIT);
  }

  @Override
  public void load(RawMessage message) {
    try (message) {
      run(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AgentRefusal("interrupted while a key is added");
    }
  }

  private void run(RawMessage message) throws InterruptedException {
    List<String> words = new ArrayList<>(NICE);
    words.addAll(command);
    Process process;
    FileChannel input;
    try (Pipe pipe = Pipe.open()) {
      process =
          new ProcessBuilder(words)
              .redirectInput(pipe.source())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      input = pipe.started();
    } catch (IOException e) {
      throw doesNotStart();
    }
    CompletableFuture<Process> ended =
        process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Process> unused =
        ended.whenComplete(
            (exited, late) -> {
              if (late != null) { // after this call its output would be lost
                process.destroyForcibly();
              }
            });
    handOver(message, input);
    String reason = reason(process);
    int status = process.waitFor();
    if (ended.isCompletedExceptionally()) {
      throw new AgentRefusal(
          "a key is not added: " + PROGRAM + " took more than " + limit.toSeconds() + " s");
    }
    if (DOES_NOT_START.contains(status)) {
      throw doesNotStart();
    }
    if (status != 0) {
      throw new AgentRefusal(
          "a key is not added: "
              + (reason.isEmpty() ? PROGRAM + " ended with status " + status : reason));
    }
  }

  private AgentRefusal doesNotStart() {
    return new AgentRefusal("a key is not added: " + command.get(0) + " does not start");
  }

  private static void handOver(RawMessage message, FileChannel input) {
    try (message;
        input) {
      message.writeTo(input);
    } catch (IOException e) {
      // the process ended before it had read everything; its status and standard error say why
    }
  }

  /** The first line of its standard error, without the program's name. */
  private static String reason(Process process) {
    try (InputStream errors = process.getErrorStream()) {
      String text = new String(errors.readNBytes(MAX_REASON), StandardCharsets.UTF_8);
      String line = text.lines().findFirst().orElse("");
      return line.startsWith(PROGRAM + ": ") ? line.substring(PROGRAM.length() + 2) : line;
    } catch (IOException e) {
      return "";
    }
  }
}
