"""Section "faults": the requests and keys that survive faults, and whether all keys sign afterwards."""

import os
import sys

import report

COLUMNS = ["requests", "right", "refused", "refused-gone", "broken-off", "lost", "wrong"]


def main():
    anew = "--render" not in sys.argv
    if anew:
        if report.output(os.path.join(report.TOP, "tests", "kernel", "run"), "--which") == "host":
            sys.exit("faults: it sets the clock; choose a kernel that is not this machine's own by SSHKR_KERNEL=qemu")
        # the seconds for which the shim is killed, and those of each other fault
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

What happens to requests and keys during faults. All the time, clients ask ssh-agent-kr for lists and for signatures by two RSA-2048
keys; every signature is verified with the public key, over data that no other client sent. After the fault, OpenSSH's `ssh-add -T`
has each of the two keys sign once more.

In all: {requests:,} requests, {right:,} right answers, **{lost} keys lost, {wrong} wrong answers**.

## What was found wrong

Each fault was observed, and fixed in a commit with the named test; the table is from a run after that. The same run with the old shim
ended it within 0.3 s when it could start no thread, and left both keys unusable when it removed another shim's socket file.

- **Long requests of many clients stopped the shim.** When some 500 clients of the same user had each sent most of a request of
  256 KB, the JVM's memory off the heap was used up, and every further one delayed all others by half a second. Now the shim counts
  the memory of such requests, refuses those beyond 64 MB at once, and so stays below the JVM's limit
  (`longRequestsOfManyClientsAreRefusedBeforeTheJvmIsOutOfMemory`).
- **When it could start no thread, the shim ended**: the error occurred on the thread that serves all clients. Now only that client
  loses its connection (`clientWhoseWorkerCannotBeStartedIsDroppedAndTheServerGoesOn`).
- **An idle shim refused all signatures while the user's quota was used up**, since each of its threads needs a keyring of its own,
  which takes a key of that quota. Now it keeps one such thread (`agentSignsThoughItsWorkersGetNoKeyringOfTheirOwn`).
- **If its socket file was removed and another shim started there, a shim removed the other's file when it ended**
  (`socketOfALaterAgentIsLeftAlone`).

## What is worse than one might hope

- A shim that is killed breaks off its current requests. OpenSSH's clients don't ask again.
- While no thread can be started, requests are broken off.
- A jump of the clock ends keys whose lifetime (`-t`) ends within the jump, since the kernel uses that clock. The keys in this table
  have no lifetime.

## Table

{table}
- *times*: how often it happened, if more than once; for long requests, those after the first 1,000.
- *right*: a signature that verifies, or a list with the key in it. *Refused*: FAILURE. *Refused, the key was gone*: FAILURE, as
  expected, for the key that had just been destroyed. *Broken off*: the connection ended before the answer, or could not be made.
  *Wrong*: anything else.
- *lost keys*: those of the two that should be there, never destroyed or added again, but don't sign afterwards.
- *the same*: the shim went on; *another*: it was started again.
- The log is the shim's standard error. "Revoked" is about a key that another program loaded, since ssh-add-kr's can't be revoked.
- A restricted keyring accepts no more keys: ssh-add-kr said so each time, and the keys in it signed.

{made}"""


if __name__ == "__main__":
    main()
