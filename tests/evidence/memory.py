"""Section "memory": how much of a key agents and loaders have in memory, and what a core file reveals."""

import sys

import report

NUMBERS = ["d", "p", "q", "dP", "dQ", "qInv", "text"]


def hits(row):
    return sum(int(row[number]) for number in NUMBERS if row[number] != "-")


def agents():
    lines = []
    for row in report.rows("memory"):
        if row["snapshots"] == "0":
            found = "no file is written"
        elif "put together" in row["state"]:
            found = "**whole key**" if hits(row) else "no key"
        else:
            found = f"{row['with-hits']} of {row['snapshots']}"
        lines.append([row["agent"], row["state"], found] + [row[number] for number in NUMBERS])
    return report.table(["process", "state", "snapshots with the key", *NUMBERS], lines)


def loaders():
    lines = []
    for loader in ("ssh-add-kr", "ssh-add"):
        runs = {}
        for row in report.rows("loader"):
            if row["loader"] == loader:
                runs.setdefault(row["run"], []).append(row)
        for number, run in runs.items():
            held = [row for row in run if hits(row)]
            span = [float(held[-1][key]) - float(held[0][key]) for key in ("milliseconds", "processor")] if held else [0, 0]
            whole = float(run[-1]["milliseconds"])
            most = max((hits(row) for row in run), default=0)
            names = ", ".join(name for name in NUMBERS if any(int(row[name]) for row in run)) or "nothing"
            lines.append([loader, number, len(run), f"{whole:.0f}", f"{span[0]:.0f}", f"{span[1]:.0f}", most, names])
    head = ["loader", "run", "looks", "ms in all", "ms with the key", "of these on the processor", "most hits", "found"]
    return report.table(head, lines)


def main():
    anew = "--render" not in sys.argv
    if anew:
        report.on_kernel("MemorySection", 30)
        report.on_kernel("LoaderTimeline", 3, 10000)
    made = report.made_by("memory", anew)
    report.plot(
        "loader",
        "set xlabel 'ms since the start, without the time it was stopped'\nset ylabel 'places with a number of the key'\n"
        "set key left top\nset yrange [0:]\n"
        "plot for [l in 'ssh-add-kr ssh-add'] 'loader.tsv' skip 1 "
        "using (strcol(1) eq l && strcol(5) eq 'runs' ? $3 : NaN):($6+$7+$8+$9+$10+$11+$12) with points pt 7 ps 0.4 title l\n",
    )
    report.write("memory", TEXT.format(agents=agents(), loaders=loaders(), made=made))


TEXT = """# Memory

Which processes have the key's bytes in memory, and when. The key is RSA-2048. The search is for d, p, q, dP, dQ and qInv, each by 32
bytes from its middle, in both byte orders and in Java's, and for the text of the key file. A figure in the table is the most places
where a number was found at one moment. The last line is the searching process itself, which has the key.

## What was found wrong or unwelcome

- **While a client adds a key over the socket, ssh-agent-kr has it in memory**, in the one buffer that the request was read into, until
  ssh-add-kr has taken it over; then it is overwritten. So it is not "never" there: see the line "while the key is added over the
  socket". Loading the key with ssh-add-kr avoids this.
- **ssh-add-kr has the key in memory while it loads it**, in more places than ssh-add, and for longer: it is a Java program. See below
  for how long.
- None of the three agents lets the kernel write a core (`PR_SET_DUMPABLE`), not even ssh-agent-kr, which has nothing to hide. To see
  what a core would contain, root lifted that before some of the crashes.

## Agents

{agents}
- **ssh-agent** keeps an unused key encrypted, with the means to decrypt it beside it. A scan of its core finds nothing, but
  `ShieldedKey` (100 lines) recovers the whole key from it. Since 9.9, OpenSSH keeps those means out of usual cores (MADV_DONTDUMP).
  They are still in memory, so a core of all mappings (`gcore -a`) still reveals the whole key: `MemoryEvidenceTest`, with 9.2 and 10.0.
- **gpg-agent** keeps numbers of the key in its memory even when it is idle.
- **ssh-agent-kr** has none, in any state of the table except the one above, nor in its cores and the JVM's hs_err files. Nobody can get
  a heap dump by jcmd, since attaching is switched off. States that are not in the table were not measured.

All three refuse "gcore by the same user"; root gets a core of each. The same user can ask each of them for signatures: see
[attacks](attacks.md).

## The moment of loading

The loader was stopped every few milliseconds, searched, and continued. Stopping makes it many times slower, and emulation ten times
more, so compare the shares of its time, not the milliseconds. Three runs of each loader.

{loaders}
![places with a number of the key, by time](loader.svg)

{made}"""


if __name__ == "__main__":
    main()
