"""Section "cost": the time of a signature, a list and a start, compared with ssh-agent, gpg-agent and the bare kernel call."""

import os
import sys

import report

QUARTILES = ["lower-quartile", "median", "upper-quartile"]
SIGNERS = ["bare kernel call", "ssh-agent-kr", "ssh-agent", "gpg-agent"]

# Benchmarks that print a table of their own: name of the file, command.
BENCHES = [
    ("list-1", ["tests/bench/list", "1"]),
    ("list-30", ["tests/bench/list", "30"]),
    ("list-100", ["tests/bench/list", "100"]),
    ("cold-start", ["tests/bench/cold-start", "2048", "20"]),
]


def extremes(values):
    """The least, the median and the greatest of an odd number of values, which are too few for quartiles."""
    values = sorted(values)
    return [values[0], values[len(values) // 2], values[-1]]


def spread(low, middle, high):
    if low == 0:
        return "refuses some"
    digits = 2 if middle < 100 else 0
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def grouped(rows, key, value):
    groups = {}
    for row in rows:
        groups.setdefault(int(row[key]), {}).setdefault(row["signer"], []).append(float(row[value]))
    return groups


def sum_up_latency():
    """Replaces the samples in latency.tsv, a hundred for each signer and size, by their quartiles."""
    samples = grouped(report.rows("latency"), "bits", "milliseconds")
    with open(os.path.join(report.DOCS, "latency.tsv"), "w", encoding="utf-8") as file:
        file.write("\t".join(["bits", "signer", *QUARTILES]) + "\n")
        for bits, group in sorted(samples.items()):
            for signer, values in group.items():
                file.write("\t".join([str(bits), signer, *(f"{value:.3f}" for value in report.quartiles(values))]) + "\n")


def latencies():
    """The quartiles by size of key and signer."""
    groups = {}
    for row in report.rows("latency"):
        groups.setdefault(int(row["bits"]), {})[row["signer"]] = [float(row[name]) for name in QUARTILES]
    return groups


def many_clients(bits, rows):
    """The table and the plot for one size of key."""
    throughput = grouped(rows, "clients", "per-second")
    name = f"throughput-{bits}"
    data = [
        (clients, signer, *extremes(values)) for clients, group in sorted(throughput.items()) for signer, values in group.items()
    ]
    report.plot(
        name,
        f"set xlabel 'clients'\nset ylabel 'signatures in a second, RSA-{bits}'\nset logscale x 2\nset logscale y\n"
        "set key outside right\n"
        f"plot for [s in \"{' '.join(repr(signer) for signer in SIGNERS)}\"] $data "
        "using (strcol(2) eq s ? $1 : NaN):4:3:5 with yerrorlines title s\n",
        data,
    )
    return f"### RSA-{bits}\n\n{table(throughput, 'clients', extremes)}\n![signatures in a second by clients, RSA-{bits}]({name}.svg)\n"


def table(groups, first, summary):
    lines = []
    for key, group in sorted(groups.items()):
        lines.append([key] + [spread(*summary(group[signer])) if signer in group else "not measured" for signer in SIGNERS])
    return report.table([first, *SIGNERS], lines)


def main():
    anew = "--render" not in sys.argv
    if anew:
        report.on_kernel("CostSection", 100, 2, 3)
        sum_up_latency()
    benches = "\n".join(report.bench(name, command, anew) for name, command in BENCHES)
    latency = latencies()
    throughput = {}
    for row in report.rows("throughput"):
        throughput.setdefault(int(row["bits"]), []).append(row)
    medians = {bits: {signer: middle for signer, (_, middle, _) in group.items()} for bits, group in latency.items()}
    slower = ", ".join(
        f"{group['ssh-agent-kr'] / group['ssh-agent']:.0f} times with RSA-{bits}" for bits, group in sorted(medians.items())
    )
    bare = ", ".join(
        f"{100 * group['bare kernel call'] / group['ssh-agent-kr']:.0f} % with RSA-{bits}" for bits, group in sorted(medians.items())
    )
    report.write(
        "cost",
        TEXT.format(
            slower=slower,
            bare=bare,
            latency=table(latency, "bits", list),
            throughput="\n".join(many_clients(bits, rows) for bits, rows in sorted(throughput.items())),
            benches=benches,
            made=report.made_by("cost", anew),
        ),
    )


TEXT = """# Cost

**Where ours is slower**: a signature takes ssh-agent-kr longer than ssh-agent: {slower} (medians, one client). The bare kernel call,
whose RSA is slower than OpenSSL's, is {bare} of it. The rest is blinding and the check of the result, a twentieth of the bare call,
a dozen system calls, and the switches between client and agent. On User-Mode Linux, where even reading the clock is a call, a system
call takes 20 to 200 µs; on the kernel below it, 1 µs. This matters to a program that signs hundreds of times per second, such as one
that logs in to a fleet; a login by hand takes 50 to 100 ms in any case.

## A signature

One client, in ms: median and, in brackets, the middle half. The four take turns, signature by signature, so a machine that slows
down does so for all.

{latency}
## Many clients

Signatures per second: median and, in brackets, the least and the most of three turns of two seconds. gpg-agent signs for one client
after the other, whatever the size of the key. On User-Mode Linux many threads cost the bare call more than an agent, which has few:
the rows with 16 and 64 clients say nothing about other kernels.

{throughput}
## Lists and starts

{benches}
{made}"""

if __name__ == "__main__":
    main()
