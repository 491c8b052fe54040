/**
 * SSH identities in the kernel's key retention service: the port {@link org.sshkr.keyring.Keyring},
 * its one Linux implementation, and the signing path. The only package that calls libkeyutils.
 */
package org.sshkr.keyring;
