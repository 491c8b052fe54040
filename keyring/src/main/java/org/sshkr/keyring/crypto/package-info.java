/**
 * Signatures and public keys by OpenSSL's libcrypto, from private numbers that stay outside of
 * Java's heap. For the keys that the kernel itself can't sign with.
 */
package org.sshkr.keyring.crypto;
