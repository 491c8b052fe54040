/** What the two programs' command lines share: options and what is said on the terminal. */
package org.sshkr.console;
