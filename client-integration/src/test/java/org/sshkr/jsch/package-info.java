/** JSch over a keyring in memory, with a real sshd. */
package org.sshkr.jsch;
