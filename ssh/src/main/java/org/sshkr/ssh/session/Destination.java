package org.sshkr.ssh.session;

import java.util.Optional;

/**
 * The place where a permitted signature logs in, for a question or a log line.
 *
 * @param user as the client sent it: show it escaped
 * @param host as the constraint names it
 * @param through the host that the agent was first forwarded to, as the constraint names it; empty
 *     for a login from the agent's own host
 */
public record Destination(String user, String host, Optional<String> through) {}
