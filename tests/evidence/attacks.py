"""Section "attacks": the yield of each attack against each place of a key."""

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

The table shows what each attack yields: the key (at least one of its numbers, or everything needed to compute it), a signature, or
nothing. Each cell is the result of running the attack. The client is OpenSSH's ssh-keygen while it waits for the data to sign: with
the key file in the first column, with the agent and no key file in the others. All run as one ordinary user.

**Read this first**: the last attack but one works against all agents, ours too. A program that runs as you can have data signed as
long as the key is loaded. It can't take the key with it.

{table}
- *Out-of-bounds read*: everything that a process can read in its own memory, which a fault like Heartbleed could send.
- *ptrace by the same user*: gcore and gdb, run as that user, with yama's ptrace_scope at its default on Debian, 0.
- *core of the crashed client*: SIGSEGV, with cores allowed.
- *Reused memory*: the memory of the agent's process after `ssh-add -D`, which a later allocation could hand out. gpg-agent answers
  that request with success, but still has the key unencrypted.
- ssh-agent's core has the key encrypted, but with the means to decrypt it beside it. See [memory](memory.md).

If the kernel's own memory is read, by root through /proc/kcore, a module or a hypervisor, the key is lost with all of them: man
`ssh-kr.7`.

{made}"""


if __name__ == "__main__":
    main()
