/** JSch over a keyring in memory, at a real sshd. */
package org.sshkr.jsch;
