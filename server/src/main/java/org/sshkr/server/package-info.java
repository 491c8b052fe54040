/**
 * The Unix socket: who may connect, and one thread that reads and writes for all connections. Knows
 * frames, not messages.
 */
package org.sshkr.server;
