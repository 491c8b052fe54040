package org.sshkr.doctor;

import java.util.ArrayList;
import java.util.List;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringProbe;

/** The kernel's parser of private keys, which the kernel never loads by itself. */
record ParserModule(SystemFiles files, KeyringProbe probe) implements Check {
  private static final String NAME = "pkcs8_key_parser";

  /** modules-load.d(5), and the file that Debian's systemd links there. */
  private static final List<String> BOOT_DIRECTORIES =
      List.of(
          "etc/modules-load.d",
          "run/modules-load.d",
          "usr/local/lib/modules-load.d",
          "usr/lib/modules-load.d");

  @Override
  public String subject() {
    return "parser module";
  }

  @Override
  public Finding examine() {
    String modules = "lib/modules/" + files.kernelRelease();
    if (isNamedIn(modules + "/modules.builtin")) {
      return new Finding.Ok(NAME + " is built in");
    }
    if (files.exists("sys/module/" + NAME)) {
      return isLoadedAtBoot()
          ? new Finding.Ok(NAME + " is loaded, also at boot")
          : Trouble.PARSER_NOT_AT_BOOT.found(NAME + " is loaded, but will not be at the next boot");
    }
    if (isNamedIn(modules + "/modules.dep")) {
      return Trouble.PARSER_NOT_LOADED.found(NAME + " is not loaded");
    }
    return tried(modules);
  }

  /** Tries a key: a built-in parser may be listed nowhere. */
  private Finding tried(String modules) {
    try {
      if (SystemCalls.work(probe)) {
        TestKey.sign(probe);
        return new Finding.Ok(NAME + " is built in");
      }
    } catch (KeyringException.QuotaFull e) {
      return Trouble.NOT_TRIED.found("can't be tried: the quota is used up");
    } catch (KeyringException e) {
      // there is none, and the files say why
    }
    return files.exists(modules + "/modules.dep")
        ? Trouble.PARSER_NOT_IN_KERNEL.found(
            "this kernel comes without " + NAME + " (CONFIG_PKCS8_PRIVATE_KEY_PARSER)")
        : Trouble.MODULES_GONE.found(
            NAME + " is not loaded, and the kernel's modules are not in /" + modules);
  }

  private boolean isNamedIn(String list) {
    return files.lines(list).stream().anyMatch(line -> line.contains("/" + NAME + ".ko"));
  }

  private boolean isLoadedAtBoot() {
    List<String> lists = new ArrayList<>(List.of("etc/modules"));
    BOOT_DIRECTORIES.forEach(directory -> lists.addAll(files.entries(directory)));
    return lists.stream().anyMatch(list -> files.lines(list).contains(NAME));
  }
}
