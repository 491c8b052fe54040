/** Programs to copy. README.md and client-integration/README.md quote them word for word. */
package org.sshkr.example;
