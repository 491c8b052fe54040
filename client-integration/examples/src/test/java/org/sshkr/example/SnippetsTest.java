package org.sshkr.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation shows code that is compiled and run. */
class SnippetsTest {
  private static final Path SOURCES = Path.of("src/main/java/org/sshkr/example");
  private static final Pattern SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");

  private static String withoutBlanks(String code) {
    return code.replaceAll("\\s+", "");
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      List<String> sources = new ArrayList<>();
      for (Path file : files.toList()) {
        sources.add(withoutBlanks(Files.readString(file)));
      }
      return sources;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../README.md", "../README.md"})
  void eachSnippetStandsInAnExample(String file) throws IOException {
    List<String> sources = sources();
    List<String> snippets =
        SNIPPET
            .matcher(Files.readString(Path.of(file)))
            .results()
            .map(one -> one.group(1))
            .toList();
    assertThat(snippets).isNotEmpty();
    assertThat(snippets)
        .allSatisfy(
            snippet ->
                assertThat(sources).anyMatch(source -> source.contains(withoutBlanks(snippet))));
  }

  @Test
  void readmesSectionFitsOnAScreen() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    String section = readme.substring(readme.indexOf("\n## From Java\n") + 1);
    assertThat(section.substring(0, section.indexOf("\n## ")).lines()).hasSizeLessThan(42);
  }

  @Test
  void eachProgramIsInTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (String name : List.of("RunCommand", "SftpGet", "GitFetch", "TlsServer")) {
      assertThat(SOURCES.resolve(name + ".java")).exists();
      assertThat(readme).contains("examples/run " + name + " ");
    }
  }
}
