/**
 * The messages of the ssh-agent protocol (RFC 9987): one immutable type each, which decodes and
 * encodes itself. Depends on java.base and {@link org.sshkr.ssh.wire} alone.
 */
package org.sshkr.ssh.agent;
