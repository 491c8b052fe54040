/**
 * Programs to copy. README.md and client-integration/README.md show parts of them, word for word.
 */
package org.sshkr.example;
