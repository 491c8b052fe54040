/** The client of ssh-signer-kr, and the messages between the two beyond the agent protocol. */
package org.sshkr.keyring.signer;
