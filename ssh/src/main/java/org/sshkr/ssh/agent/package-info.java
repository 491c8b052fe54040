/**
 * The messages of the ssh-agent protocol (RFC 9987): one immutable type for each, which decodes and
 * encodes itself. Depends only on java.base and {@link org.sshkr.ssh.wire}.
 */
package org.sshkr.ssh.agent;
