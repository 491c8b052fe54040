/** The examples of README.md. Compiled at each build, and compared with the file. */
package org.sshkr.example;
