/** ssh-signer-kr: signs for every user with keys that sleep in the kernel. */
package org.sshkr.signer;
