package org.sshkr.doctor;

import java.util.List;

/** Whether the machine may write all its memory, and the keys in it, to an unencrypted disk. */
record Hibernation(SystemFiles files) implements Check {
  @Override
  public String subject() {
    return "hibernation";
  }

  @Override
  public Finding examine() {
    if (!files.text("sys/power/state").orElse("").contains("disk")
        || files.text("sys/power/disk").orElse("").contains("[disabled]")) {
      return new Finding.Ok("this kernel does not hibernate");
    }
    if (files.link("etc/systemd/system/hibernate.target").orElse("").equals("/dev/null")) {
      return new Finding.Ok("systemd does not hibernate: the target is masked");
    }
    List<String> swaps =
        files.lines("proc/swaps").stream()
            .skip(1)
            .map(line -> line.split("\\s+", 2)[0])
            .filter(device -> !device.startsWith("/dev/zram"))
            .toList();
    if (swaps.isEmpty()) {
      return new Finding.Ok("there is no swap space to hibernate to");
    }
    return swaps.stream().allMatch(this::isEncrypted)
        ? new Finding.Ok("the swap space is encrypted")
        : Trouble.HIBERNATION.found("would write keys to the disk, to " + swaps.get(0));
  }

  private boolean isEncrypted(String device) {
    return device.startsWith("/dev/") && isEncryptedBlock(device.substring("/dev/".length()));
  }

  /** Whether the device, or every device that it consists of, is one of dm-crypt's. */
  private boolean isEncryptedBlock(String name) {
    if (files.text("sys/block/" + name + "/dm/uuid").orElse("").startsWith("CRYPT-")) {
      return true;
    }
    List<String> parts = files.entries("sys/block/" + name + "/slaves");
    return !parts.isEmpty()
        && parts.stream()
            .allMatch(part -> isEncryptedBlock(part.substring(part.lastIndexOf('/') + 1)));
  }
}
