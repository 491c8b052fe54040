/** JGit over a keyring in memory, at a real sshd with a real git behind it. */
package org.sshkr.jgit;
