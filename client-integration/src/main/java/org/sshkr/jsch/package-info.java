/**
 * JSch with the keys of a keyring. A program that uses this depends on {@code
 * com.github.mwiede:jsch} itself, and does not need Apache MINA SSHD.
 */
package org.sshkr.jsch;
