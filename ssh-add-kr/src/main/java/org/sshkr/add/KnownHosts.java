package org.sshkr.add;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sshkr.ssh.constraint.HostKey;

/**
 * Files in the format of known_hosts (sshd(8)). ssh-keygen(1) looks up the hosts, so that OpenSSH
 * matches hashed names and patterns. Each look-up is done once.
 */
final class KnownHosts {
  /** The files that ssh-add searches, in its order. */
  private static final List<String> DEFAULT_FILES =
      List.of(
          "~/.ssh/known_hosts",
          "~/.ssh/known_hosts2",
          "/etc/ssh/ssh_known_hosts",
          "/etc/ssh/ssh_known_hosts2");

  private static final String PROGRAM = "ssh-keygen";
  private static final int MAX_PIPE_BYTES = 16 << 20;
  private static final int FOUND = 0;
  private static final int NOT_FOUND = 1;

  private final List<String> files;
  private final String home;
  private final Map<String, List<HostKey>> found = new HashMap<>();
  private final Map<Path, Path> copies = new HashMap<>();

  /**
   * Creates an instance for some files.
   *
   * @param files from {@code -H}, which replace ssh-add's default ones; empty for those
   * @param home for a tilde: the home directory of the user database, as in ssh-add
   */
  KnownHosts(List<String> files, String home) {
    this.files = files.isEmpty() ? DEFAULT_FILES : List.copyOf(files);
    this.home = home;
  }

  /**
   * The keys of a host and the CAs that vouch for it, in the order of the files. As in ssh-add,
   * files that can't be read are skipped, and so are lines that revoke a key or hold none.
   */
  List<HostKey> lookUp(String host) throws DestinationException {
    List<HostKey> known = found.get(host);
    if (known == null) {
      known = new ArrayList<>();
      for (String file : files) {
        Path path = expanded(file);
        if (Files.isReadable(path)) {
          known.addAll(KnownHostsLine.keys(run(host, repeatable(path))));
        }
      }
      found.put(host, known);
    }
    return known;
  }

  private Path expanded(String file) throws DestinationException {
    if (file.equals("~") || file.startsWith("~/")) {
      return Path.of(home + file.substring(1));
    }
    if (file.startsWith("~")) {
      throw new DestinationException(file + ": write the whole path instead of a user's ~");
    }
    return Path.of(file);
  }

  /**
   * Returns a file that can be read once for each host; the contents of a pipe are copied to one.
   */
  private Path repeatable(Path file) throws DestinationException {
    if (Files.isRegularFile(file) || Files.isDirectory(file)) {
      return file;
    }
    Path copy = copies.get(file);
    if (copy == null) {
      // Files.newInputStream and a bare FileInputStream would seek, which a pipe refuses
      try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
        copy = Files.createTempFile("known_hosts", null);
        copy.toFile().deleteOnExit();
        Files.write(copy, in.readNBytes(MAX_PIPE_BYTES));
      } catch (IOException e) {
        throw new DestinationException("can't keep a copy of " + file + ": " + e.getMessage());
      }
      copies.put(file, copy);
    }
    return copy;
  }

  /** The lines of the file about the host. */
  private static String run(String host, Path file) throws DestinationException {
    try {
      Process process =
          new ProcessBuilder(PROGRAM, "-q", "-F", host, "-f", file.toString()).start();
      process.getOutputStream().close();
      String lines = read(process.getInputStream().readAllBytes());
      String error = read(process.getErrorStream().readAllBytes()).strip();
      int status = process.waitFor();
      if (status != FOUND && status != NOT_FOUND) {
        throw new DestinationException(
            PROGRAM
                + " can't read "
                + file
                + ": "
                + error.lines().findFirst().orElse("no reason given"));
      }
      return lines;
    } catch (IOException e) {
      throw new DestinationException(
          "can't look up host keys with "
              + PROGRAM
              + ", which comes with OpenSSH: "
              + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DestinationException("interrupted while it looks up host keys");
    }
  }

  private static String read(byte[] output) {
    return new String(output, StandardCharsets.ISO_8859_1);
  }

  /** The files, and which of them can't be read. */
  @Override
  public String toString() {
    return files.stream().map(this::described).collect(Collectors.joining(", "));
  }

  private String described(String file) {
    try {
      return Files.isReadable(expanded(file)) ? file : file + " (can't be read)";
    } catch (DestinationException e) {
      return file;
    }
  }
}
