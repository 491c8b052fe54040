package org.sshkr.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** OpenSSH's programs, run for a test. */
public final class Programs {
  private static final long LIMIT_SECONDS = 60;

  private Programs() {}

  /**
   * Runs a command and returns its output; an AssertionError with the output unless it exits with
   * 0.
   */
  public static String run(Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroy();
        throw new AssertionError(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Starts a command that keeps running, and returns once it has printed a line that {@code
   * isReady}.
   */
  static Process start(List<String> command, Predicate<String> isReady) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread reader = new Thread(() -> read(process, isReady, ready), command.get(0));
      reader.setDaemon(true);
      reader.start();
      ready.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(command + " does not start", e);
    }
  }

  /** Keeps reading after that line, so that the program never waits for a reader. */
  private static void read(
      Process process, Predicate<String> isReady, CompletableFuture<Void> ready) {
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (isReady.test(line)) {
          ready.complete(null);
        }
      }
    } catch (IOException e) {
      output.append(e);
    }
    ready.completeExceptionally(new AssertionError(output.toString()));
  }
}
