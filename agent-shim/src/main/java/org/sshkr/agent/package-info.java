/**
 * ssh-agent-kr: an ssh-agent that holds no key. {@link org.sshkr.agent.Agent} is the port, {@link
 * org.sshkr.agent.KeyringAgent} forwards to the kernel keyring, {@link org.sshkr.agent.SshAgentKr}
 * is the program.
 */
package org.sshkr.agent;
