package org.sshkr.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An ordinary user of the machine under test, with a directory. Every program that the user runs
 * has a session keyring of its own, as after a login.
 */
public final class User implements AutoCloseable {
  /** The output of keyctl session before the program starts. */
  private static final Pattern JOINED = Pattern.compile("Joined session keyring: -?\\d+\n");

  private final String name;
  private final Path home;

  private User(String name, Path home) {
    this.name = name;
    this.home = home;
  }

  /** Creates the user; the keyrings are empty, unless the kernel knew the uid before. */
  public static User create(String name) {
    Command.run("userdel", "-r", name);
    // with an impossible password: sshd treats an account without one as locked, if it can tell
    Command.run("useradd", "--password", "*", "--create-home", "--shell", "/bin/bash", name)
        .succeeded();
    return new User(name, Path.of("/home", name));
  }

  public String name() {
    return name;
  }

  public Path file(String fileName) {
    return home.resolve(fileName);
  }

  public int uid() {
    try {
      return (int) Files.getAttribute(home, "unix:uid");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a program as this user, in a new session keyring. */
  public Command.Result run(String... words) {
    return run(List.of(), words);
  }

  /**
   * Runs a program as this user, in a new session keyring.
   *
   * @param variables {@code NAME=value}
   */
  public Command.Result run(List<String> variables, String... words) {
    Command.Result result = Command.run(command(variables, words));
    return new Command.Result(
        result.status(), result.out(), JOINED.matcher(result.err()).replaceAll(""));
  }

  /** The command that runs a program as this user, in a new session keyring. */
  public String[] command(List<String> variables, String... words) {
    List<String> prefix =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + name,
                "--regid=" + name,
                "--init-groups",
                "keyctl",
                "session",
                "-",
                "env",
                "-C",
                home.toString(),
                "HOME=" + home));
    prefix.addAll(variables);
    return Command.join(prefix, words);
  }

  /** Writes a file that belongs to this user and that nobody else can read. */
  public Path write(String fileName, byte[] contents) {
    try {
      Path file = Files.write(file(fileName), contents);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Command.run("chown", name, file.toString()).succeeded();
      return file;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Gives the user an RSA key in OpenSSH's format, with its public half beside it, in {@code .pub}.
   * It is always the same key of that size, since making one takes an emulated processor seconds.
   */
  public Path giveKey(String fileName, int bits, String passphrase) {
    Path made = Path.of(System.getProperty("sshkr.test.keys"), Integer.toString(bits));
    try {
      write(fileName, Files.readAllBytes(made));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String comment = fileName + " of " + name;
    run("ssh-keygen", "-q", "-c", "-C", comment, "-P", "", "-f", fileName).succeeded();
    if (!passphrase.isEmpty()) {
      run("ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", fileName).succeeded();
    }
    return file(fileName);
  }

  /**
   * Empties this user's keyrings and removes the files that {@link #giveKey} and {@link #write}
   * left.
   */
  public void forgetKeys() {
    run("sh", "-c", "keyctl link @us @p && keyctl clear @us; keyctl clear @u; rm -rf ./*");
  }

  /** Removes all keys of this user from the kernel's keyrings, and the user. */
  @Override
  public void close() {
    forgetKeys();
    Command.run("pkill", "-KILL", "-u", name);
    Command.run("userdel", "-r", name);
  }
}
