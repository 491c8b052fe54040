/**
 * Eclipse JGit's SSH transport with the keys of a keyring, or of any agent that MINA can use. Needs
 * org.eclipse.jgit.ssh.apache, which a program that uses this has itself.
 */
package org.sshkr.jgit;
