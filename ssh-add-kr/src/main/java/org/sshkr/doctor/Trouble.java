package org.sshkr.doctor;

import java.util.Locale;

/**
 * The troubles that the doctor looks for, each with the command that fixes it.
 * docs/troubleshooting.md has a section for each, as a test checks.
 */
enum Trouble {
  KERNEL_TOO_OLD(true, "sudo apt-get install linux-image-amd64"),
  LIBRARY_MISSING(true, "sudo apt-get install libkeyutils1"),
  KEYRINGS_FORBIDDEN(true, "docker run -v \"$SSH_AUTH_SOCK:/agent\" -e SSH_AUTH_SOCK=/agent IMAGE"),
  USER_NAMESPACE(false, "ssh-add-kr FILE   # here for use here; outside for use outside"),
  KEY_TYPE_MISSING(true, "sudo apt-get install linux-image-amd64"),
  PARSER_NOT_LOADED(true, "sudo modprobe pkcs8_key_parser"),
  PARSER_NOT_AT_BOOT(false, "echo pkcs8_key_parser | sudo tee /etc/modules-load.d/ssh-kr.conf"),
  PARSER_NOT_IN_KERNEL(true, "sudo apt-get install linux-image-amd64"),
  MODULES_GONE(true, "sudo reboot   # in a container: sudo modprobe pkcs8_key_parser outside"),
  SIGNATURE_FAILED(true, "sudo apt-get install linux-image-amd64   # and please report it"),
  SIGNER_MISSING(
      false, "sudo systemctl enable --now ssh-kr-signer.socket   # of the Debian package"),
  SIGNER_SILENT(true, "sudo systemctl restart ssh-kr-signer.socket"),
  QUOTA_FULL(true, "sudo sysctl %1$smaxkeys=2000 %1$smaxbytes=2000000"),
  QUOTA_LOW(false, "sudo sysctl %1$smaxkeys=2000 %1$smaxbytes=2000000"),
  NOT_POSSESSED(true, "keyctl session - ssh-add-kr --doctor   # if that works, log in again"),
  LOCKED(true, "ssh-add-kr -X   # or, if it is forgotten: ssh-add-kr --remove-locked"),
  NO_SESSION(false, "keyctl session - \"$SHELL\""),
  FOREIGN_SESSION(false, "keyctl session - \"$SHELL\""),
  KEYS_OUTLIVE_LOGOUT(
      false, "mkdir -p ~/.config/ssh-kr && echo lifetime 8h >>~/.config/ssh-kr/config"),
  CONFIGURATION_WRONG(true, "man 5 ssh-kr-config"),
  AGENT_NOT_SET(false, "eval \"$(ssh-agent-kr -s)\""),
  AGENT_GONE(true, "eval \"$(ssh-agent-kr -s)\""),
  AGENT_SILENT(true, "eval \"$(ssh-agent-kr -s)\""),
  AGENT_IS_ANOTHER(false, "eval \"$(ssh-agent-kr -s --upstream \"$SSH_AUTH_SOCK\")\""),
  AGENT_IS_FORWARDED(false, "eval \"$(ssh-agent-kr -s)\"   # for keys of this machine"),
  AGENT_OF_ANOTHER_USER(false, "eval \"$(ssh-agent-kr -s)\""),
  SOCKET_OPEN(false, "chmod 600 '%s'"),
  PTRACE_ALLOWED(false, "sudo sysctl kernel.yama.ptrace_scope=1"),
  YAMA_MISSING(false, "sudo apt-get install linux-image-amd64"),
  FREED_MEMORY_NOT_WIPED(
      false,
      "echo 'GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX init_on_free=1\"' |"
          + " sudo tee /etc/default/grub.d/init-on-free.cfg && sudo update-grub && sudo reboot"),
  HIBERNATION(
      false,
      "sudo systemctl mask hibernate.target hybrid-sleep.target suspend-then-hibernate.target"),
  CRASH_DUMP(false, "sudo systemctl disable --now kdump-tools"),
  SSH_MISSING(false, "sudo apt-get install openssh-client"),
  NOT_TRIED(false, "ssh-add-kr --doctor   # once the problems above are fixed"),
  UNKNOWN(false, "sudo ssh-add-kr --doctor");

  private final boolean problem;
  private final String fix;

  Trouble(boolean problem, String fix) {
    this.problem = problem;
    this.fix = fix;
  }

  /** Its name in JSON and in docs/troubleshooting.md. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Creates the finding of this trouble.
   *
   * @param arguments of the command
   */
  Finding found(String what, Object... arguments) {
    String command = fix.formatted(arguments);
    return problem
        ? new Finding.Problem(what, this, command)
        : new Finding.Note(what, this, command);
  }
}
