/**
 * Destination constraints of OpenSSH (PROTOCOL.agent, section 2): from where to where a key may be
 * used. They are read strictly and written as ssh-add writes them; depends on {@link
 * org.sshkr.ssh.wire} alone.
 */
package org.sshkr.ssh.constraint;
