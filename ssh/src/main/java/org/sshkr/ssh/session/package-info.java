/**
 * The SSH sessions that a connection is bound to (PROTOCOL.agent, section 1), and what they permit
 * for keys with destination constraints. Pure logic: it knows messages and keys, not the agent.
 */
package org.sshkr.ssh.session;
