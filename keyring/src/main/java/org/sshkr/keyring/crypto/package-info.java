/**
 * Makes signatures and public keys with OpenSSL's libcrypto, from private numbers that stay off
 * Java's heap. For the keys that the kernel itself can't sign with.
 */
package org.sshkr.keyring.crypto;
