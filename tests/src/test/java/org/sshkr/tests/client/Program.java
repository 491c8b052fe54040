package org.sshkr.tests.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that a test needs beside itself. Closing it ends it. */
record Program(Process process) implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  /** A command line that runs a class of this class path in another Java. */
  static List<String> java(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a command to its end; an AssertionError with its output unless it exits with 0. */
  static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts a command, and returns once it has printed a line that begins with {@code ready}. */
  static Program start(List<String> command, String ready) {
    CompletableFuture<Void> started = new CompletableFuture<>();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Thread reader = new Thread(() -> read(process, ready, started), command.get(0));
      reader.setDaemon(true);
      reader.start();
      started.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return new Program(process);
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(command + " does not start", e);
    }
  }

  /** Reads on after the line that was waited for, so that the program never waits for a reader. */
  private static void read(Process process, String ready, CompletableFuture<Void> started) {
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (line.startsWith(ready)) {
          started.complete(null);
        }
      }
    } catch (IOException e) {
      output.append(e);
    }
    started.completeExceptionally(new AssertionError(output.toString()));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
