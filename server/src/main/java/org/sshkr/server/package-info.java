/**
 * The Unix socket: who may connect, and one thread that reads and writes for all connections.
 * Handles frames, not the contents of messages.
 */
package org.sshkr.server;
