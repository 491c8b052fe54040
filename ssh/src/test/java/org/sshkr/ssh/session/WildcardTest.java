package org.sshkr.ssh.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
  @ParameterizedTest
  @CsvSource({
    "root, root, true",
    "root, Root, false",
    "root, roo, false",
    "root, roots, false",
    "root, *, true",
    "root, r*t, true",
    "root, r**t, true",
    "root, ????, true",
    "root, ???, false",
    "root, *o, false",
    "aXbXc, a*X*c, true",
    "aXbXd, a*X*c, false",
    "'', *, true",
    "'', ?, false",
    "'', '', true",
    "a, '', false",
    "'a,b', a, false",
    "a, '!b', false",
    "ü, ??, true", // a byte, not a character
    "ü, ?, false",
  })
  void matches(String text, String pattern, boolean expected) {
    assertThat(Wildcard.matches(text, pattern)).isEqualTo(expected);
  }

  /** Compares with the definition, which takes exponential time. */
  @Test
  void agreesWithTheDefinition() {
    Random random = new Random(1);
    int matching = 0;
    for (int i = 0; i < 200_000; i++) {
      String text = word(random, "ab", 8);
      String pattern = word(random, "ab?*", 8);
      boolean expected = defined(text, pattern);
      matching += expected ? 1 : 0;
      assertThat(Wildcard.matches(text, pattern)).as(text + " " + pattern).isEqualTo(expected);
    }
    assertThat(matching).isBetween(1_000, 199_000);
  }

  private static String word(Random random, String letters, int maxLength) {
    StringBuilder word = new StringBuilder();
    for (int length = random.nextInt(maxLength + 1); word.length() < length; ) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  private static boolean defined(String text, String pattern) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    String rest = pattern.substring(1);
    if (pattern.charAt(0) == '*') {
      return defined(text, rest) || (!text.isEmpty() && defined(text.substring(1), pattern));
    }
    return !text.isEmpty()
        && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
        && defined(text.substring(1), rest);
  }

  @Test
  void manyStarsDoNotTakeForever() {
    assertThat(Wildcard.matches("a".repeat(5_000), "a*".repeat(120) + "b")).isFalse();
  }
}
