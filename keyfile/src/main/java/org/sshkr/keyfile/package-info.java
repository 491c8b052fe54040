/**
 * Reads private key files in every format that OpenSSH, OpenSSL and PuTTY write for RSA, Ed25519
 * and ECDSA. Each key is decrypted and checked number by number, since nothing checks it later. RSA
 * keys become PKCS#8, as the kernel takes them; the others are reduced to the bare private number.
 * Start at {@link org.sshkr.keyfile.PrivateKeyReader}.
 *
 * <p>Every array that held a passphrase, a derived key, a decrypted file or the result is wiped in
 * a {@code finally} block. Two things can't be wiped in Java: RSA's {@link java.math.BigInteger}
 * numbers between decoding and encoding, and the inner state of Bouncy Castle's ciphers. They
 * become garbage when {@link org.sshkr.keyfile.KeyEnvelope#open} returns, so a process that loads
 * keys should end soon after.
 *
 * <p>Bouncy Castle's lightweight classes do the key derivations and ciphers; a file that is not
 * encrypted touches none of them.
 */
package org.sshkr.keyfile;
