/**
 * Eclipse JGit's SSH transport with the keys of a keyring, or of any agent that MINA can use. A
 * program that uses this depends on org.eclipse.jgit.ssh.apache itself.
 */
package org.sshkr.jgit;
