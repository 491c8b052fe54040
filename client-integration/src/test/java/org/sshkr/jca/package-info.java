/** The provider over a keyring in memory, beside the JDK's own providers and Bouncy Castle's. */
package org.sshkr.jca;
