/**
 * Apache MINA SSHD clients that sign with the keys of a keyring in their own process, or with those
 * of any agent behind a unix socket. If an agent fails, dies or lies, a login loses that agent's
 * keys and nothing else.
 */
package org.sshkr.client;
