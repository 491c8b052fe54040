/**
 * A security provider for plain Java: opaque private keys of a keyring, in a key store, and the
 * signatures that they make. Verifying, and all that other keys do, is left to other providers.
 */
package org.sshkr.jca;
