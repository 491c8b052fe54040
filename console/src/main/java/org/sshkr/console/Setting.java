package org.sshkr.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of a configuration file, ssh-kr-config(5). Each is an option of the programs that
 * use it, so that the command line, which comes later, wins.
 */
enum Setting {
  KEYRING("--keyring="),
  LIFETIME("-t"),
  HASH("-E"),
  /** Read by packaging/src/lib/auth-sock, which runs before any program here; not an option. */
  TAKE_OVER(""),
  UPSTREAM("--upstream="),
  RSA("--rsa="),
  SIGNER("--signer="),
  SHA1("--sha1"),
  VERBOSE("-v");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)\\}");

  private final String option;

  Setting(String option) {
    this.option = option;
  }

  /**
   * Finds the setting with this name, in upper or lower case, as in ssh_config(5).
   *
   * @throws UsageException if there is none
   */
  static Setting named(String name) throws UsageException {
    for (Setting setting : values()) {
      if (setting.isNamed(name)) {
        return setting;
      }
    }
    throw new UsageException(
        "no setting is called "
            + name
            + "; there are "
            + Arrays.stream(values()).map(Setting::title).collect(Collectors.joining(", ")));
  }

  boolean isNamed(String name) {
    return title().equals(name.toLowerCase(Locale.ROOT));
  }

  private String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether {@code program} uses it. */
  boolean concerns(Configuration.Program program) {
    return switch (this) {
      case KEYRING, LIFETIME, HASH, RSA, SIGNER -> true;
      case TAKE_OVER -> false;
      case UPSTREAM, SHA1, VERBOSE -> program == Configuration.Program.SSH_AGENT_KR;
    };
  }

  /**
   * The option for this value; empty if the value is the default and has no option.
   *
   * @throws UsageException if the setting can't have this value
   */
  Optional<String> option(String value, Map<String, String> environment) throws UsageException {
    switch (this) {
      case LIFETIME -> TimeFormat.parseLifetime(value);
      case HASH -> HashOption.parse(value);
      case RSA -> SignerOptions.rsaToSigner(value);
      case SIGNER -> SignerOptions.signer(value);
      case UPSTREAM -> {
        return Optional.of(option + expand(value, environment));
      }
      case TAKE_OVER -> {
        yes(value);
        return Optional.empty();
      }
      case SHA1 -> {
        return Optional.of(yes(value) ? option : "--no-sha1");
      }
      case VERBOSE -> {
        return yes(value) ? Optional.of(option) : Optional.empty();
      }
      case KEYRING -> {} // whether the keyring exists shows when it is opened
    }
    return Optional.of(option + value);
  }

  private static boolean yes(String value) throws UsageException {
    return switch (value) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new UsageException("neither yes nor no: " + value);
    };
  }

  /**
   * Expands a tilde for the home directory and {@code ${NAME}}, as for IdentityAgent in
   * ssh_config(5).
   */
  private static String expand(String path, Map<String, String> environment) throws UsageException {
    StringBuilder expanded = new StringBuilder();
    String text = path;
    if (path.startsWith("~/") && HomeDirectory.ofUser().isPresent()) {
      expanded.append(HomeDirectory.ofUser().get());
      text = path.substring(1);
    }
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String value = environment.get(variable.group(1));
      if (value == null) {
        throw new UsageException("the variable " + variable.group(1) + " is not set");
      }
      variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
    }
    return variable.appendTail(expanded).toString();
  }
}
