/** Shared by the two programs' command lines: options, configuration, passphrases and output. */
package org.sshkr.console;
