package org.sshkr.doctor;

import java.util.List;
import java.util.Optional;

/**
 * Whether the kernel's copies of a key are wiped when the key goes. Newer kernels do that
 * themselves; older ones wipe all freed memory if told to: init_on_free in the kernel's
 * admin-guide/kernel-parameters.
 */
record InitOnFree(SystemFiles files) implements Check {
  private static final String OPTION = "CONFIG_INIT_ON_FREE_DEFAULT_ON=y";

  @Override
  public String subject() {
    return "freed memory";
  }

  @Override
  public Finding examine() {
    if (files.kernelIsAtLeast(6, 12)) {
      return new Finding.Ok("this kernel wipes the copies that it makes of keys");
    }
    return isOn()
        ? new Finding.Ok("the kernel wipes all that it frees (init_on_free)")
        : Trouble.FREED_MEMORY_NOT_WIPED.found(
            "this kernel leaves copies of removed keys in its memory");
  }

  private boolean isOn() {
    List<String> words = List.of(files.text("proc/cmdline").orElse("").split("\\s+", -1));
    for (String word : words) {
      if (word.startsWith("init_on_free=")) {
        return List.of("1", "on", "y").contains(word.substring(word.indexOf('=') + 1));
      }
    }
    return configuration().map(text -> text.lines().anyMatch(OPTION::equals)).orElse(false);
  }

  /**
   * The kernel's configuration, from the places where distributions and the kernel itself keep it.
   */
  private Optional<String> configuration() {
    String release = files.kernelRelease();
    for (String file :
        List.of("boot/config-" + release, "lib/modules/" + release + "/config", "proc/config.gz")) {
      Optional<String> text = files.text(file);
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }
}
