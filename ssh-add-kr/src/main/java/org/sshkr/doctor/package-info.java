/**
 * ssh-add-kr --doctor: what this machine, this login and this process lack for keys in the kernel.
 * One class for each check; none of them changes anything.
 */
package org.sshkr.doctor;
