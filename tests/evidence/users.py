"""Section "users": the memory of an idle user's agent, and the time to load keys at a login."""

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

One of many running agents without a client takes, with shared memory counted once: ssh-agent **{other} MB**, ssh-agent-kr {ours} MB.
But ssh-agent has to run as long as its user is logged in, since it has the keys. With socket activation, ssh-agent-kr runs only while
it is used, and ends when no client has been connected for a while (`--idle-exit`): **an idle user has no process at all**, and the
keys stay in the kernel.

A bastion with 1,000 users logged in, of whom 20 have used their keys in the last minutes, needs {thousand} GB for ssh-agent, and
{twenty} GB for ssh-agent-kr. If more than {share} % of the users are active at a time, ssh-agent needs less.

{memory}
The memory is measured on this machine's own kernel, since no key is needed.

## Loading keys

ssh-add-kr is a Java program, and its start takes most of the time for one key; each further key takes a fortieth of that.

{load_time}
{made}"""


if __name__ == "__main__":
    main()
