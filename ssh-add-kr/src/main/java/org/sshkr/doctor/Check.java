package org.sshkr.doctor;

import org.sshkr.keyring.KeyringException;

/** One check of the doctor. It reads, and changes nothing. */
interface Check {
  /** The subject of the check, in a word or two. */
  String subject();

  /**
   * Makes the check.
   *
   * @throws KeyringException if the kernel's answer says nothing about the subject
   */
  Finding examine();
}
