/**
 * ssh-add-kr: one class for each task, on top of {@link org.sshkr.keyfile} and the keyring. {@link
 * org.sshkr.add.SshAddKr} is the program.
 */
package org.sshkr.add;
