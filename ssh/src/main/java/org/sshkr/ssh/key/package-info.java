/**
 * Public keys of SSH and their certificates, of every type that OpenSSH signs with: what they look
 * like on the wire and in files, what they have signed, and how they are shown. No private key.
 */
package org.sshkr.ssh.key;
