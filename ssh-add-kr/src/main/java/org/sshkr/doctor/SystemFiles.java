package org.sshkr.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The system's files, such as those of proc(5) and sysfs(5).
 *
 * @param root the directory that has them: / except in tests
 */
record SystemFiles(Path root) {
  /** The file's text without white space at its ends; empty if it can't be read. */
  Optional<String> text(String file) {
    try (InputStream in = Files.newInputStream(root.resolve(file))) {
      InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(in) : in;
      return Optional.of(new String(plain.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The file's lines; none if it can't be read. */
  List<String> lines(String file) {
    return text(file).map(text -> text.lines().toList()).orElse(List.of());
  }

  boolean exists(String file) {
    return Files.exists(root.resolve(file));
  }

  /** The names in a directory, as paths below the root; none if it can't be read. */
  List<String> entries(String directory) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root.resolve(directory))) {
      entries.sorted().forEach(entry -> names.add(directory + "/" + entry.getFileName()));
    } catch (IOException e) {
      // treated as an empty directory
    }
    return names;
  }

  /** The target of a symbolic link; empty if it is not a link. */
  Optional<String> link(String file) {
    try {
      return Optional.of(Files.readSymbolicLink(root.resolve(file)).toString());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** The release as uname -r prints it: "6.1.0-30-amd64". */
  String kernelRelease() {
    return text("proc/sys/kernel/osrelease").orElse("unknown");
  }

  /** Whether the running kernel has this version or a newer one; false if that is not known. */
  boolean kernelIsAtLeast(int major, int minor) {
    String[] number = kernelRelease().split("[^0-9]", 3);
    if (number.length < 2 || number[0].isEmpty() || number[1].isEmpty()) {
      return false;
    }
    int difference = Integer.parseInt(number[0]) - major;
    return difference > 0 || (difference == 0 && Integer.parseInt(number[1]) >= minor);
  }
}
