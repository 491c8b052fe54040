package org.sshkr.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** README.md shows what is compiled. */
class ReadmeTest {
  private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern COMPILED =
      Pattern.compile("(?s)// README: \\w+\n(.*?)\n *// README: end");

  @Test
  void showsTheCompiledCodeInItsOrder() throws IOException {
    List<String> shown = find(SHOWN, Path.of("README.md"));
    assertThat(shown).isNotEmpty();
    List<String> compiled = new ArrayList<>();
    for (String example : List.of("FromJava.java", "GitFetch.java", "PlainJava.java")) {
      compiled.addAll(find(COMPILED, Path.of("src/test/java/org/sshkr/example", example)));
    }
    assertThat(shown).isEqualTo(compiled);
  }

  private static List<String> find(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(1).stripIndent().strip())
        .toList();
  }

  @Test
  void eachSectionFitsOnAScreen() throws IOException {
    List<String> sections = List.of(Files.readString(Path.of("README.md")).split("\n#+ ", -1));
    assertThat(sections).hasSize(3);
    assertThat(sections).allSatisfy(section -> assertThat(section.lines()).hasSizeLessThan(60));
  }
}
