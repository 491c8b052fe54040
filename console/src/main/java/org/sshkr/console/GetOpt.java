package org.sshkr.console;

import java.util.Arrays;
import java.util.List;

/**
 * Reads options as getopt(3) of the BSDs does, which OpenSSH's programs use: one-letter options may
 * be clustered, an option's argument may follow at once or as the next word, and the first operand
 * ends the options, as {@code --} does. Long options, which OpenSSH lacks, take their argument
 * after {@code =} or as the next word.
 */
public final class GetOpt {
  private final String[] words;
  private final String shortOptions;
  private final List<String> longOptions;
  private int word;
  private int letter = 1;
  private String argument;

  /**
   * Creates a reader of these words.
   *
   * @param shortOptions letters, each followed by a colon if it takes an argument: {@code "cDt:"}
   * @param longOptions names without their dashes, with the same colon: {@code "help", "keyring:"}
   */
  public GetOpt(String[] words, String shortOptions, List<String> longOptions) {
    this.words = words.clone();
    this.shortOptions = shortOptions;
    this.longOptions = longOptions;
  }

  /** The next option's letter or long name, or null after the last. */
  public String next() throws UsageException {
    argument = null;
    if (word == words.length || words[word].equals("-") || !words[word].startsWith("-")) {
      return null;
    }
    if (words[word].equals("--")) {
      word++;
      return null;
    }
    return words[word].startsWith("--") ? nextLong() : nextShort();
  }

  private String nextLong() throws UsageException {
    String option = words[word++].substring(2);
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    if (longOptions.contains(name + ":")) {
      argument = equals < 0 ? nextWord("--" + name) : option.substring(equals + 1);
    } else if (!longOptions.contains(name) || equals >= 0) {
      throw new UsageException("unknown option --" + option + "; see --help");
    }
    return name;
  }

  private String nextShort() throws UsageException {
    String cluster = words[word];
    char option = cluster.charAt(letter++);
    int known = option == ':' ? -1 : shortOptions.indexOf(option);
    boolean last = letter == cluster.length();
    if (last) {
      word++;
    }
    if (known >= 0 && shortOptions.startsWith(":", known + 1)) {
      argument = last ? nextWord("-" + option) : cluster.substring(letter);
      if (!last) {
        word++;
      }
      last = true;
    }
    if (last) {
      letter = 1;
    }
    if (known < 0) {
      throw new UsageException("unknown option -" + option + "; see --help");
    }
    return String.valueOf(option);
  }

  private String nextWord(String option) throws UsageException {
    if (word == words.length) {
      throw new UsageException("option " + option + " requires an argument");
    }
    return words[word++];
  }

  /** The argument of the option that {@link #next} returned last; null if it takes none. */
  public String argument() {
    return argument;
  }

  /** The words after the options. */
  public List<String> operands() {
    return Arrays.asList(words).subList(word, words.length);
  }
}
