package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that the tests exist that docs/conformance.md and the threat model in ssh-kr(7) name. */
class ConformanceTableTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern REFERENCE = Pattern.compile("(\\w+)#(\\w+)");

  @ParameterizedTest
  @CsvSource({"docs/conformance.md, 20", "packaging/src/man/ssh-kr.7, 15"})
  void everyTestThatIsNamedExists(String document, int atLeast) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(ConformanceTableTest::isTest).toList()) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    Matcher named = REFERENCE.matcher(Files.readString(ROOT.resolve(document)));
    int count = 0;
    for (; named.find(); count++) {
      assertThat(sources.get(named.group(1) + ".java"))
          .as(named.group())
          .contains("void " + named.group(2) + "(");
    }
    assertThat(count).isGreaterThan(atLeast);
  }

  private static boolean isTest(Path file) {
    return file.toString().contains("/src/test/java/") && file.toString().endsWith(".java");
  }
}
