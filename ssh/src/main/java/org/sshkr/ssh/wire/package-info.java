/**
 * The data types of the SSH protocols (RFC 4251, section 5), read strictly and written minimally.
 * Depends on java.base alone.
 */
package org.sshkr.ssh.wire;
