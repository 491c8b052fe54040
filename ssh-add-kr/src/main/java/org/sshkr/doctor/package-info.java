/**
 * ssh-add-kr --doctor: what this machine, this login and this process lack for keys in the kernel.
 * One class for each thing that is looked at; none of them changes anything.
 */
package org.sshkr.doctor;
