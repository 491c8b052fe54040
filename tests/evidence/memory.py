"""Section "memory": what agents and loaders hold of a key, and what a core file gives away."""

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

Who holds the key's bytes, and when. The key is RSA-2048. It is looked for as d, p, q, dP, dQ and qInv, each by 32 bytes
out of its middle, in both byte orders and in Java's, and as the text of the key file. A number in the table is the most
places where it was found at one moment. The last line is the process that looks, which has the key.

## What was found wrong or unwelcome

- **While a client adds a key over the socket, ssh-agent-kr has it in memory**, in the one buffer that the request was read
  into, until ssh-add-kr has taken it over; then it is overwritten. So not "never": see the line "while the key is added over
  the socket". To load with ssh-add-kr avoids it.
- **ssh-add-kr holds the key while it loads it**, in more places than ssh-add does, and for longer: it is a Java program. See
  below for how long.
- No agent here lets the kernel write a core of it, since all three forbid it (`PR_SET_DUMPABLE`). ssh-agent-kr does so although
  it has nothing to hide. To see what a core would hold, root lifted that before some of the crashes.

## Agents

{agents}
- **ssh-agent** keeps a key encrypted while it does not use it, with the means to decrypt it beside it. A scan of its core finds
  nothing, and yet `ShieldedKey` (100 lines) puts the whole key together from it. Since 9.9, OpenSSH keeps those means out of
  usual cores (MADV_DONTDUMP). They are in memory as before, so a core of all mappings (`gcore -a`) still gives the whole key:
  `MemoryEvidenceTest`, with 9.2 and 10.0.
- **gpg-agent** keeps numbers of the key in its memory also when it is idle.
- **ssh-agent-kr**: none, in any state of the table but the one above; nor in its cores and the JVM's hs_err files. A heap
  dump by jcmd is had by nobody, since attaching is switched off. A state that is not in the table was not measured.

"gcore by the same user" is refused by all three; root gets a core of each. What the same user can do with each of them is to ask for signatures: see [attacks](attacks.md).

## The moment of loading

The loader was stopped every few milliseconds, searched, and let go on. To stop it makes it many times slower, emulation ten times
more: so read the share of its time, not the milliseconds. Three runs of each loader.

{loaders}
![places with a number of the key, by time](loader.svg)

{made}"""


if __name__ == "__main__":
    main()
