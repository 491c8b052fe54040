"""Section "faults": what becomes of requests and keys while things go wrong, and whether all signs again afterwards."""

import os
import sys

import report

COLUMNS = ["requests", "right", "refused", "refused-gone", "broken-off", "lost", "wrong"]


def main():
    anew = "--render" not in sys.argv
    if anew:
        if report.output(os.path.join(report.TOP, "tests", "kernel", "run"), "--which") == "host":
            sys.exit("faults: it sets the clock; choose a kernel that is not this machine's own by SSHKR_KERNEL=qemu")
        # of the shim's being killed, and of each other fault
        report.on_kernel("FaultsSection", 600, 10)
    rows = report.rows("faults")
    lines = []
    for row in rows:
        times = row["times"] if int(row["times"]) > 1 else ""
        lines.append([row["fault"], row["clients"], round(float(row["seconds"])), times, *(row[c] for c in COLUMNS), row["shim"]])
    head = ["fault", "clients", "s", "times", "requests", "right", "refused", "refused, the key was gone", "broken off"]
    sums = {column: sum(int(row[column]) for row in rows) for column in COLUMNS}
    report.write(
        "faults",
        TEXT.format(
            table=report.table([*head, "lost keys", "wrong", "shim afterwards"], lines),
            made=report.made_by("faults", anew),
            **sums,
        ),
    )
    if sums["lost"] or sums["wrong"]:
        sys.exit(f"faults: {sums['lost']} keys lost, {sums['wrong']} answers wrong")


TEXT = """# Faults

What becomes of requests and keys while something goes wrong. Clients ask ssh-agent-kr for lists and signatures by two RSA-2048 keys all
the while; every signature is verified with the public key, over data that no other client sent. After the fault has ended, OpenSSH's
`ssh-add -T` has each of the two keys sign once more.

In all: {requests:,} requests, {right:,} right answers, **{lost} keys lost, {wrong} wrong answers**.

## What was found wrong

Each was seen to happen, and mended in a commit with a test of that name; the table is of after that. The same run with the shim of before
ended it within 0.3 s where it could start no thread, and left both keys unusable where another's socket file was removed.

- **Long requests of many clients stopped the shim.** Once some 500 clients of the same user had each sent most of a request of
  256 KB, the JVM's memory off the heap was used up, and every further one held up all others for half a second. Now the shim counts
  what such requests take, refuses what is beyond 64 MB, at once, and stays below what the JVM has
  (`longRequestsOfManyClientsAreRefusedBeforeTheJvmIsOutOfMemory`).
- **Where no thread can be started, the shim ended**: the error came up on the thread that serves all clients. Now it costs that
  client its connection (`clientWhoseWorkerCannotBeStartedIsDroppedAndTheServerGoesOn`).
- **A shim that had been idle refused all signatures while the user's quota was used up**, as each of its threads needs a keyring of
  its own, which takes a key of that quota. Now it keeps one such thread (`agentSignsThoughItsWorkersGetNoKeyringOfTheirOwn`).
- **A shim whose socket file had been removed, and which ended after another one had started there, removed the other's file**
  (`socketOfALaterAgentIsLeftAlone`).

## What is worse than one might hope

- A shim that is killed breaks off the requests that it was at. OpenSSH's clients don't ask again.
- Where no thread can be started, requests are broken off until one can.
- A jump of the clock ends keys with a lifetime (`-t`) that the jump passes over, since the kernel reckons by that clock. The keys of
  this table have none.

## Table

{table}
- *times*: how often it happened, if more than once; of long requests, those that came after the first 1,000.
- *right*: a signature that verifies, or a list with the key in it. *Refused*: FAILURE. *Refused, the key was gone*: FAILURE for the key
  that was destroyed just then, as it should be. *Broken off*: the connection ended before the answer, or could not be made. *Wrong*:
  anything else.
- *lost keys*: those of the two that nobody destroyed, or that were added again, and that don't sign afterwards.
- *the same*: the shim went on; *another*: it was started again.
- The log is the shim's standard error. "Revoked" is of a key that another program loaded, as ssh-add-kr's can't be revoked.
- A keyring that is restricted takes no more keys: ssh-add-kr said so each time, and those in it signed.

{made}"""


if __name__ == "__main__":
    main()
