/** JGit over a keyring in memory, with a real sshd and a real git behind it. */
package org.sshkr.jgit;
