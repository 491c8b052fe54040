package org.sshkr.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * ssh-signer-kr under its own account, at the socket where clients look for it, as the package sets
 * it up. Root only.
 */
public final class SignerProcess implements AutoCloseable {
  static final String ACCOUNT = "_ssh-kr-signer";

  public static final Path SOCKET = Path.of("/run/ssh-kr/signer.sock");

  private Process process;

  private SignerProcess() {}

  /** Makes the account and the keyring, and starts the signer; returns once it listens. */
  public static SignerProcess start() {
    if (Command.run("getent", "passwd", ACCOUNT).status() != 0) {
      Command.run("useradd", "--system", "--no-create-home", "--home-dir", "/", ACCOUNT)
          .succeeded();
    }
    Command.run(Command.HOME.resolve("lib/signer-keyring").toString()).succeeded();
    SignerProcess signer = new SignerProcess();
    signer.run();
    return signer;
  }

  private void run() {
    try {
      Path directory = SOCKET.getParent();
      Files.deleteIfExists(SOCKET);
      Command.run("install", "-d", "-m", "755", "-o", ACCOUNT, directory.toString()).succeeded();
      process =
          new ProcessBuilder(
                  command(
                      Command.HOME.resolve("bin/ssh-signer-kr").toString(),
                      "--socket",
                      SOCKET.toString()))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines = process.errorReader();
      String first = lines.readLine(); // once it listens, and the socket has its mode
      if (first == null) {
        throw new AssertionError("the signer does not start, status " + process.exitValue());
      }
      new Thread(() -> lines.lines().forEach(System.err::println)).start();
      Files.setPosixFilePermissions(SOCKET, PosixFilePermissions.fromString("rw-rw-rw-"));
      Command.run("chown", "root", directory.toString()).succeeded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The command that runs a program under the signer's account. */
  public static String[] command(String... words) {
    return Command.join(
        List.of("setpriv", "--reuid=" + ACCOUNT, "--regid=" + ACCOUNT, "--clear-groups"), words);
  }

  public long pid() {
    return process.pid();
  }

  /** Resident memory in kB. */
  int resident() {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The serials of all kernel keys that the signer keeps. */
  static List<String> serials() {
    return inSession("keyctl rlist $store | tr ' ' '\\n' | grep .");
  }

  /** The serial of the keyring that holds them. */
  static String store() {
    return inSession("echo $store").get(0);
  }

  private static List<String> inSession(String script) {
    String found = "keyctl link @us @s && store=$(keyctl search @s keyring ssh-kr:signer) && ";
    return Command.run(command("keyctl", "session", "-", "sh", "-c", found + script)).lines();
  }

  /** Kills it like a crash, and starts the next one. */
  public void crash() {
    process.destroyForcibly();
    process.onExit().join();
    run();
  }

  /** Ends it, and removes its keyring with all keys. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    Command.run("rm", "-f", SOCKET.toString());
    Command.run(Command.HOME.resolve("lib/signer-keyring").toString(), "--remove").succeeded();
  }
}
