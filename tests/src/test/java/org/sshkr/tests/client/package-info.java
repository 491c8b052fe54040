/**
 * MINA clients that log in at a real sshd with keys that only the kernel holds. The same logins
 * without a kernel are tested beside the code.
 */
package org.sshkr.tests.client;
