package org.sshkr.console;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration files of the system and the user, ssh-kr-config(5). Their lines become options
 * that precede those of the command line, so the command line wins over the user's file, and that
 * over the system's.
 */
public final class Configuration {
  private static final Path SYSTEM = Path.of("/etc/ssh-kr/config");

  /** The program that reads the files; each uses its own settings and skips the other's. */
  public enum Program {
    SSH_ADD_KR,
    SSH_AGENT_KR
  }

  private final List<Path> files;
  private final Map<String, String> environment;

  /** Creates a configuration from these files; later files win. */
  Configuration(List<Path> files, Map<String, String> environment) {
    this.files = files;
    this.environment = environment;
  }

  /**
   * The files of the system and of the user; the user's is below XDG_CONFIG_HOME or in the home
   * directory.
   */
  public static Configuration of(Map<String, String> environment) {
    return of(environment, HomeDirectory.ofUser());
  }

  /** Finds the files with another home directory. */
  static Configuration of(Map<String, String> environment, Optional<Path> home) {
    return new Configuration(
        user(environment, home).map(user -> List.of(SYSTEM, user)).orElse(List.of(SYSTEM)),
        environment);
  }

  /** XDG Base Directory Specification: a relative path counts as not set. */
  private static Optional<Path> user(Map<String, String> environment, Optional<Path> home) {
    String base = environment.getOrDefault("XDG_CONFIG_HOME", "");
    if (base.startsWith("/")) {
      return Optional.of(Path.of(base, "ssh-kr", "config"));
    }
    return home.map(directory -> directory.resolve(".config/ssh-kr/config"));
  }

  /** The files that exist, as far as this process can see. */
  public List<Path> files() {
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      if (Files.exists(file)) {
        found.add(file);
      }
    }
    return found;
  }

  /**
   * The file that says {@code take-over no}, if that setting holds: the last one counts. Files with
   * errors are ignored.
   */
  public Optional<Path> leavesOtherAgents() {
    Optional<Path> found = Optional.empty();
    for (Path file : files()) {
      try {
        for (String line : Files.readAllLines(file)) {
          String[] words = words(line.strip());
          if (words.length == 2 && Setting.TAKE_OVER.isNamed(words[0])) {
            found = words[1].equals("no") ? Optional.of(file) : Optional.empty();
          }
        }
      } catch (IOException e) {
        // the programs that need the file report the error
      }
    }
    return found;
  }

  /**
   * Puts the options that the files set for {@code program} before the words of a command line.
   *
   * @throws UsageException with file and line, if a line is wrong; with the file, if it exists and
   *     can't be read, or if others may write it
   */
  public String[] before(Program program, String[] commandLine) throws UsageException {
    Map<Setting, String> options = new EnumMap<>(Setting.class);
    for (Path file : files()) {
      read(program, file, options);
    }
    List<String> words = new ArrayList<>(options.values());
    words.addAll(List.of(commandLine));
    return words.toArray(String[]::new);
  }

  private void read(Program program, Path file, Map<Setting, String> options)
      throws UsageException {
    List<String> lines;
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new UsageException(file + ": anybody may write it; run: chmod o-w " + file);
      }
      lines = Files.readAllLines(file);
    } catch (AccessDeniedException e) {
      throw new UsageException(file + ": permission denied");
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": it is not UTF-8");
    } catch (IOException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          read(program, line, options);
        } catch (UsageException e) {
          throw new UsageException(file + ", line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
  }

  /** Splits {@code name value} or {@code name = value}, as in ssh_config(5). */
  private static String[] words(String line) {
    return line.split("\\s*=\\s*|\\s+", 2);
  }

  private void read(Program program, String line, Map<Setting, String> options)
      throws UsageException {
    String[] words = words(line);
    Setting setting = Setting.named(words[0]);
    if (words.length < 2 || words[1].isEmpty()) {
      throw new UsageException(words[0] + " has no value");
    }
    Optional<String> option = setting.option(words[1], environment);
    if (setting.concerns(program)) {
      options.remove(setting);
      option.ifPresent(word -> options.put(setting, word));
    }
  }
}
