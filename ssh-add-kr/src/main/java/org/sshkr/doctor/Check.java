package org.sshkr.doctor;

import org.sshkr.keyring.KeyringException;

/** One thing that the doctor looks at. It reads, and changes nothing. */
interface Check {
  /** What it looks at, in a word or two. */
  String subject();

  /**
   * Looks at it.
   *
   * @throws KeyringException where the kernel answers in a way that says nothing about it
   */
  Finding examine();
}
