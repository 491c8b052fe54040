/**
 * Apache MINA SSHD clients that sign with the keys of a keyring in their own process, or with those
 * of any agent behind a unix socket. An agent that fails, dies or lies costs a login that agent's
 * keys and nothing else.
 */
package org.sshkr.client;
