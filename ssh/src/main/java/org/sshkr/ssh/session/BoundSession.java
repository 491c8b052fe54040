package org.sshkr.ssh.session;

/**
 * A session that a connection is bound to, for a question or a log line.
 *
 * @param hostFingerprint of the server's key, as ssh-keygen shows it; its signature was verified
 * @param forwarding whether the agent was forwarded to that server, rather than used to
 *     authenticate to it
 */
public record BoundSession(String hostFingerprint, boolean forwarding) {}
