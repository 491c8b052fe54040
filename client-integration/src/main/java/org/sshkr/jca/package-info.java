/**
 * A security provider for plain Java: a key store with opaque private keys of a keyring, and the
 * signatures that they make. Verifying, and everything with other keys, is left to other providers.
 */
package org.sshkr.jca;
