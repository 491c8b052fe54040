/**
 * What Linux knows and does about this process and its peers that Java has no call for, by libc
 * through JNA; and how this process asks its user.
 */
package org.sshkr.process;
