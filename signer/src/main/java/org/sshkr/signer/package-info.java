/** The program ssh-signer-kr, which signs for all users with keys that sleep in the kernel. */
package org.sshkr.signer;
