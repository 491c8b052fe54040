package org.sshkr.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetOptTest {
  private static String parse(String line) throws UsageException {
    String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
    GetOpt options = new GetOpt(words, "abt:", List.of("help", "keyring:"));
    StringBuilder seen = new StringBuilder();
    for (String option = options.next(); option != null; option = options.next()) {
      seen.append(option);
      if (options.argument() != null) {
        seen.append('=').append(options.argument());
      }
      seen.append(' ');
    }
    return seen + "| " + String.join(" ", options.operands());
  }

  @ParameterizedTest
  @CsvSource({
    "'', '| '",
    "-a -b file, 'a b | file'",
    "-ab file, 'a b | file'",
    "-at5 file, 'a t=5 | file'",
    "-t 5 -a, 't=5 a | '",
    "-t -a file, 't=-a | file'",
    "-a -- -b, 'a | -b'",
    "-a - -b, 'a | - -b'",
    "file -a, '| file -a'",
    "--help, 'help | '",
    "--keyring=user x, 'keyring=user | x'",
    "--keyring user -a x, 'keyring=user a | x'",
    "--keyring= x, 'keyring= | x'",
  })
  void readsAsTheBsdsDo(String line, String expected) throws Exception {
    assertThat(parse(line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-x, unknown option -x; see --help",
    "-ax, unknown option -x; see --help",
    "-:, unknown option -:; see --help",
    "--nope, unknown option --nope; see --help",
    "--help=1, unknown option --help=1; see --help",
    "-t, option -t requires an argument",
    "-at, option -t requires an argument",
    "--keyring, option --keyring requires an argument",
  })
  void saysWhatItDoesNotUnderstand(String line, String message) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessage(message);
  }
}
