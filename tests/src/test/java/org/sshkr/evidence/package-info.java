/**
 * What tests/evidence/run measures on the kernel: each class with a {@code main} writes the raw
 * figures of a section of docs/evidence, and the tests assert what those sections claim. Other
 * agents stand beside ours in the same run wherever they can.
 */
package org.sshkr.evidence;
