/** Linux functions that Java lacks, for this process and its peers, by libc through JNA. */
package org.sshkr.process;
