/**
 * Destination constraints of OpenSSH (PROTOCOL.agent, section 2): from which host to which host a
 * key may be used. They are read strictly and written as ssh-add writes them.
 */
package org.sshkr.ssh.constraint;
