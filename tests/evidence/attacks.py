"""Section "attacks": what each attack yields against each way to keep a key."""

import sys

import report

AGAINST = ["key-file", "ssh-agent", "gpg-agent", "ssh-agent-kr"]


def main():
    anew = "--render" not in sys.argv
    if anew:
        report.on_kernel("AttacksSection")
    cells = {}
    for row in report.rows("attacks"):
        cells.setdefault(row["attack"], {})[row["against"]] = row["yields"]
    lines = [[attack, *[found.get(against, "there is none") for against in AGAINST]] for attack, found in cells.items()]
    head = ["attack", "a client that reads the key file", *AGAINST[1:]]
    report.write("attacks", TEXT.format(table=report.table(head, lines), made=report.made_by("attacks", anew)))


TEXT = """# Attacks

What each attack yields: the key (at least one of its numbers, or all that makes it), a signature, or nothing. Every cell was made
by running the attack. The client is OpenSSH's ssh-keygen while it waits for what it shall sign: with the key file in the first
column, with the agent and no key file in the others. All run as one ordinary user.

**Read this first**: the last attack but one works against all agents, ours too. A program that runs as you can have things
signed as long as the key is loaded. What it can't do is take the key with it.

{table}
- *Out-of-bounds read*: all that a process can read in its own memory, as an error like Heartbleed's could send it.
- *ptrace by the same user*: gcore and gdb, run as that user, with yama's ptrace_scope at its default on Debian, 0.
- *core of the crashed client*: SIGSEGV, with cores allowed.
- *Reused memory*: what the agent's process still holds after `ssh-add -D`, which a later allocation could hand out.
  gpg-agent answers that request with success, and has the key in clear all the same.
- ssh-agent's key does not stand in clear in its core: it is encrypted, with the means to decrypt it beside it. See
  [memory](memory.md).

Where the kernel's own memory is read, by root through /proc/kcore, a module or a hypervisor, the key is lost in all of them: man
`ssh-kr.7`.

{made}"""


if __name__ == "__main__":
    main()
