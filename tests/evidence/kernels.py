"""Section "kernels": the tests on the kernel, on the kernels of other Debian releases."""

import csv
import datetime
import os
import re
import subprocess
import sys

import report

RELEASES = ["bookworm", "trixie", "forky"]
HEAD = ["release", "kernel", "passed", "failed", "skipped", "date"]
FIGURES = os.path.join(report.DOCS, "kernels.tsv")


def measure(release):
    """A row of the table, and the output of the tests."""
    version = report.output(os.path.join(report.HERE, "fetch-release"), release).splitlines()[-1]
    result = subprocess.run(
        [os.path.join(report.TOP, "tests", "kernel", "junit"), "kernel"],
        env={**os.environ, "SSHKR_KERNEL": "qemu", "SSHKR_KERNEL_VERSION": version, "SSHKR_KERNEL_TIMEOUT": "7200"},
        capture_output=True,
        text=True,
        check=False,
    )
    counts = re.search(r"(\d+) passed, (\d+) failed, (\d+) skipped\n$", result.stdout)
    if not counts:
        sys.exit(result.stdout + result.stderr)
    return [release, version, *counts.groups(), datetime.date.today().isoformat()], result.stdout


def main():
    if "--render" not in sys.argv:
        wanted = os.environ.get("SSHKR_RELEASES", " ".join(RELEASES)).split()
        old = report.rows("kernels") if os.path.exists(FIGURES) else []
        lines = {row["release"]: [row[name] for name in HEAD] for row in old}
        for release in wanted:
            lines[release], said = measure(release)
            print("\n".join(line for line in said.splitlines() if line.endswith(":: FAILED")), file=sys.stderr)
            with open(FIGURES, "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, delimiter="\t", lineterminator="\n")
                writer.writerows([HEAD] + sorted(lines.values(), key=lambda line: [int(n) for n in re.findall(r"\d+", line[1])[:3]]))
    rows = report.rows("kernels")
    table = report.table(HEAD, [[row[name] for name in HEAD] for row in rows])
    report.write("kernels", TEXT.format(table=table))


TEXT = """# Kernels

Results of all tests that need a kernel, on the kernels of Debian's releases, emulated by QEMU. OpenSSH and Java are those of the
machine that ran the tests.

{table}
Made by `tests/evidence/run kernels`; `SSHKR_RELEASES='trixie'` selects some releases, and leaves the other rows unchanged.
"""


if __name__ == "__main__":
    main()
