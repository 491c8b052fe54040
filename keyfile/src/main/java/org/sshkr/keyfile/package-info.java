/**
 * Private key files: every format that OpenSSH, OpenSSL and PuTTY write for RSA, Ed25519 and ECDSA
 * is read, decrypted and checked number by number, since nobody checks later. RSA becomes PKCS#8,
 * as the kernel takes it; of the others the bare private number is left. Start at {@link
 * org.sshkr.keyfile.PrivateKeyReader}.
 *
 * <p>What is wiped: every array that held a passphrase, a derived key, a decrypted file or the
 * result, in a {@code finally} block. What is not: RSA's {@link java.math.BigInteger} numbers
 * between decoding and encoding, and the inner state of Bouncy Castle's ciphers, which Java gives
 * no way to overwrite. They become garbage when {@link org.sshkr.keyfile.KeyEnvelope#open} returns,
 * so a process that loads keys should end soon after.
 *
 * <p>Bouncy Castle's lightweight classes do the key derivations and ciphers; a file that is not
 * encrypted touches none of them.
 */
package org.sshkr.keyfile;
