"""Section "users": what an idle user's agent takes, and what it takes to load keys at a login."""

import os
import sys

import report


def main():
    anew = "--render" not in sys.argv
    load_time = report.bench("load-time", ["tests/bench/load-time", "11"], anew)
    memory = report.bench("memory", ["tests/bench/memory"], anew)
    with open(os.path.join(report.DOCS, "bench-memory.txt"), encoding="utf-8") as file:
        ours, other = map(int, file.read().splitlines()[-1].split()[-2:])
    report.write(
        "users",
        TEXT.format(
            ours=f"{ours / 1024:.0f}",
            other=f"{other / 1024:.1f}",
            thousand=f"{1000 * other / 1024 / 1024:.1f}",
            share=f"{100 * other / ours:.0f}",
            twenty=f"{20 * ours / 1024 / 1024:.1f}",
            load_time=load_time,
            memory=memory,
            made=report.made_by("users", anew),
        ),
    )


TEXT = """# Users: memory and load time

An agent that runs and has no client takes, where many run and what they share is counted once: ssh-agent **{other} MB**,
ssh-agent-kr {ours} MB. But ssh-agent has to run as long as its user is logged in, since it has the keys. By socket activation
ssh-agent-kr runs only while it is used, and ends when no client has been connected for a while (`--idle-exit`): **an idle user has
no process at all**, and the keys stay in the kernel.

On a bastion with 1,000 users logged in, of whom 20 have used their keys in the last minutes: ssh-agent {thousand} GB, ssh-agent-kr
{twenty} GB. If more than {share} % of the users are active at a time, ssh-agent takes less.

{memory}
Memory is measured on this machine's own kernel, since no key is needed for it.

## Loading keys

ssh-add-kr is a Java program, and its start is most of what one key takes; a further key takes a fortieth of that.

{load_time}
{made}"""


if __name__ == "__main__":
    main()
