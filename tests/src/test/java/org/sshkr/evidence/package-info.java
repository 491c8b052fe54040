/**
 * The measurements of tests/evidence/run on the kernel: each class with a {@code main} writes the
 * raw figures of a section of docs/evidence, and the tests assert the claims of those sections.
 * Other agents are measured in the same run wherever possible.
 */
package org.sshkr.evidence;
