/**
 * Public keys of SSH and their certificates, of every type that OpenSSH signs with: their forms on
 * the wire and in files, verifying their signatures, and their fingerprints. No private keys.
 */
package org.sshkr.ssh.key;
