/**
 * JSch with the keys of a keyring. Needs {@code com.github.mwiede:jsch}, which a program that uses
 * this has itself, and no Apache MINA SSHD.
 */
package org.sshkr.jsch;
