/**
 * What ssh-signer-kr and its clients say to each other beyond the agent protocol, and the client.
 */
package org.sshkr.keyring.signer;
