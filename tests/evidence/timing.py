"""Section "timing": whether the time of a signature depends on the signed data. Welch's t-test on fixed and random inputs."""

import math
import sys

import report

# the percentages kept of both classes together: all, and without the slowest samples, which other work of the machine causes
KEPT = [100, 99, 95, 90, 75, 50]
POINTS = 60


class Moments:
    """Count, mean and variance of the added values (B. P. Welford, 1962)."""

    def __init__(self):
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def add(self, value):
        self.count += 1
        delta = value - self.mean
        self.mean += delta / self.count
        self.squares += delta * (value - self.mean)

    def error(self):
        return self.squares / (self.count - 1) / self.count


def welch(fixed, other):
    if min(fixed.count, other.count) < 2:
        return 0.0
    error = fixed.error() + other.error()
    return (fixed.mean - other.mean) / math.sqrt(error) if error else 0.0


def course(samples, limit):
    """t after each part of the samples, without those above the limit: [(samples, t)], and the classes' moments."""
    classes = (Moments(), Moments())
    points = []
    step = max(len(samples) // POINTS, 1)
    for number, (fixed, nanoseconds) in enumerate(samples, 1):
        if nanoseconds <= limit:
            classes[fixed].add(nanoseconds)
        if number % step == 0:
            points.append((number, welch(classes[1], classes[0])))
    return points, classes


def percentile(samples, share):
    times = sorted(nanoseconds for _, nanoseconds in samples)
    return times[(len(times) - 1) * share // 100]


def main():
    anew = "--render" not in sys.argv
    if anew:
        report.on_kernel("TimingSection", 6000)
    experiments = {}
    for row in report.rows("timing"):
        experiments.setdefault(row["experiment"], []).append((int(row["fixed"]), int(row["nanoseconds"])))
    lines, courses = [], []
    for name, samples in experiments.items():
        results = {kept: course(samples, percentile(samples, kept)) for kept in KEPT}
        ts = {kept: points[-1][1] for kept, (points, _) in results.items()}
        worst = max(KEPT, key=lambda kept: abs(ts[kept]))
        random, fixed = results[90][1]
        lines.append(
            [name, len(samples), f"{percentile(samples, 50) / 1e6:.2f}", f"{(fixed.mean - random.mean) / 1e3:+.1f}"]
            + [f"{ts[kept]:+.1f}" for kept in KEPT]
            + ["**yes**" if abs(ts[worst]) > 4.5 else "not seen"]
        )
        courses += [(name, number, f"{abs(t):.3f}") for number, t in results[90][0]]
    head = ["experiment", "samples", "median ms", "fixed − random, µs"] + [f"t, {kept} %" for kept in KEPT] + ["depends"]
    report.plot(
        "timing",
        "set xlabel 'samples'\nset ylabel '|t|, of the fastest 90 %'\nset logscale y\nset yrange [0.1:]\n"
        "set key outside right\n"
        f"plot for [s in \"{' '.join(repr(name) for name in experiments)}\"] $data "
        "using (strcol(1) eq s ? $2 : NaN):3 with lines lw 2 title s, "
        "4.5 dashtype 2 lc 'black' title '4.5'\n",
        courses,
    )
    depends = [line[0] for line in lines if line[-1] != "not seen"]
    report.write(
        "timing",
        TEXT.format(
            found="\n".join(f"- {name}" for name in depends) or "- none",
            table=report.table(head, lines),
            made=report.made_by("timing", anew),
        ),
    )


TEXT = """# Timing

Does the time of a private operation depend on the number that it is applied to? Each experiment takes, at random, a fixed number or
a random one, and compares the times of the two by Welch's t-test, like dudect, for all samples and for the fastest part of them.
They differ if |t| is above 4.5. Below 4.5, no difference was seen with this many samples; that does not prove that there is none.
The key is RSA-2048. "Blinded" operations include the blinding of ssh-agent-kr around the kernel's call.

## What was found

The time depends on the number in:

{found}

How to read this, and what it does not show:

- The bare call on the number 3 is the control: it is quicker with a short number, and the test finds that.
- p + 2 is short modulo p. In the bare call it does not stand out from any other fixed number here, so **this run shows that the
  bare call's time depends on the number, not that it depends on the key**.
- The kernel's and Java's parts of each blinded operation are also compared separately: Java's takes a thirtieth of the time, so a
  small difference in it would not show in the whole.
- A run on a quieter machine, of commit efcaa29, which blinded with Java's BigInteger, showed what the noise of a slower one hides:
  11 to 15 µs between a fixed number or p + 2 and others in the bare call, and 16 to 29 µs in the blinded ones with short numbers, in
  Java. The kernel's part showed no difference. Since then the blinding takes the same steps whatever the number.
- Six cuts of thirteen experiments are 78 tests, so a single |t| just above 4.5 is weak evidence.

## All experiments

{table}
The columns t are for the fastest 100, 99 … % of the samples; fixed − random is the difference of the means of the fastest 90 %.

![|t| by number of samples](timing.svg)

The samples are not in the repository. On User-Mode Linux the clock is the host's, and under emulation it is QEMU's: both add
noise, which hides small differences.

{made}"""


if __name__ == "__main__":
    main()
