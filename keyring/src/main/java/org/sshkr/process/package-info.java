/**
 * What Linux knows and does about this process and its peers that Java has no call for: libc
 * through JNA.
 */
package org.sshkr.process;
