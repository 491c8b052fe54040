"""Section "coverage": the code that the unit tests of codec, key readers and keyring run, and the mutations that they notice."""

import collections
import csv
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

import report

# The classes that pitest mutates, by module. One module at a time, so that a slow one does not cost the others their figures.
MODULES = {
    "ssh": "org.sshkr.ssh.*",
    "keyring": "org.sshkr.keyring.*",
    "keyfile": "org.sshkr.keyfile.*",
}
PACKAGES = ["org.sshkr.ssh.wire", "org.sshkr.ssh.key", "org.sshkr.ssh.agent", "org.sshkr.keyfile", "org.sshkr.keyring"]
LIMIT_SECONDS = 3600

# Classes that call the kernel: tests on the kernel cover them; pitest leaves them out (pom.xml), and here they have their own line.
KERNEL_ONLY = [
    "Companion",
    "KeyctlLibrary",
    "KeyOperations",
    "KeyringContents",
    "KeyringKeys",
    "KeyringSelector",
    "LinuxKeyring",
    "PossessionThreads",
    "ProcessKeyring",
]

COUNTS = ["LINE_COVERED", "LINE_MISSED", "BRANCH_COVERED", "BRANCH_MISSED"]
NOT_NOTICED = ["SURVIVED", "NO_COVERAGE"]
REASONS = os.path.join(report.HERE, "survivors.txt")


def measure():
    counts = collections.Counter()
    with open(os.path.join(report.DOCS, "mutations.tsv"), "w", encoding="utf-8") as file:
        file.write("package\tclass\tmethod\tline\tmutator\tstatus\tdescription\n")
        for module, classes in MODULES.items():
            command = ["nice", "-n", "15", "mvn", "-B", "-ntp", "-q", "-Pevidence", "-Dspotless.check.skip"]
            command += ["-DtargetClasses=" + classes, "-pl", ",".join(sorted({"ssh", "keyring", module})), "verify"]
            try:
                subprocess.run(command, cwd=report.TOP, check=True, timeout=LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                print(f"coverage: {module} was stopped after {LIMIT_SECONDS} s: its mutations are not all here", file=sys.stderr)
            counts += write_survivors(file, module)
    with open(os.path.join(report.DOCS, "mutation-counts.tsv"), "w", encoding="utf-8") as file:
        file.write("package\tstatus\tmutations\n")
        file.writelines(f"{package}\t{status}\t{count}\n" for (package, status), count in sorted(counts.items()))
    write_coverage()


def target(module, *names):
    return os.path.join(report.TOP, module, "target", *names)


def write_coverage():
    sums = collections.defaultdict(lambda: [0] * len(COUNTS))
    for module in MODULES:
        path = target(module, "site", "jacoco", "jacoco.csv")
        if not os.path.exists(path):
            continue
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["PACKAGE"] in PACKAGES:
                    name = row["PACKAGE"]
                    if row["CLASS"].split(".")[0].removesuffix("Probe") in KERNEL_ONLY:
                        name += ", what calls the kernel"
                    sums[name] = [a + int(row[count]) for a, count in zip(sums[name], COUNTS)]
    with open(os.path.join(report.DOCS, "coverage.tsv"), "w", encoding="utf-8") as file:
        file.write("\t".join(["package", *(count.lower().replace("_", "-") for count in COUNTS)]) + "\n")
        for name, counts in sorted(sums.items()):
            file.write("\t".join([name, *map(str, counts)]) + "\n")


def write_survivors(file, module):
    """
    Writes the mutations that no test noticed, and counts all by package and status. Counts only those that were tried:
    pitest writes the report as it goes, so it may break off.
    """
    counts = collections.Counter()
    with open(target(module, "pit-reports", "mutations.xml"), encoding="utf-8") as report_file:
        whole = re.findall(r"<mutation .*?</mutation>", report_file.read(), re.DOTALL)
    for text in whole:
        mutation = xml.etree.ElementTree.fromstring(text)
        package, name = mutation.findtext("mutatedClass").rsplit(".", 1)
        mutator = mutation.findtext("mutator").rsplit(".", 1)[1].removesuffix("Mutator")
        fields = [package, name, mutation.findtext("mutatedMethod"), mutation.findtext("lineNumber"), mutator]
        status = mutation.get("status")
        counts[package, status] += 1
        if status in NOT_NOTICED:
            file.write("\t".join([*fields, status, mutation.findtext("description")]) + "\n")
    return counts


def share(covered, missed):
    whole = int(covered) + int(missed)
    return f"{100 * int(covered) / whole:.1f} % of {whole}" if whole else "none"


def coverage():
    lines = [
        [row["package"], share(row["line-covered"], row["line-missed"]), share(row["branch-covered"], row["branch-missed"])]
        for row in report.rows("coverage")
    ]
    return report.table(["package", "lines", "branches"], lines)


def mutations(groups):
    lines = []
    for package, counts in sorted(groups.items()):
        noticed = counts["KILLED"] + counts["TIMED_OUT"] + counts["MEMORY_ERROR"] + counts["RUN_ERROR"]
        whole = sum(counts.values())
        score = f"{100 * noticed / whole:.1f} %"
        lines.append([package, whole, noticed, counts["SURVIVED"], counts["NO_COVERAGE"], score])
    head = ["package", "mutations", "noticed", "survived", "in code that no unit test runs", "score"]
    return report.table(head, lines)


def reasons():
    """Reads lines of CLASS.METHOD or CLASS.*, a tab, MUTATOR or *, a tab, the reason why no test notices it."""
    with open(REASONS, encoding="utf-8") as file:
        fields = (line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#"))
        return {(place, mutator): why for place, mutator, why in fields}


def survivors(rows):
    why = reasons()
    groups = collections.defaultdict(list)
    for row in rows:
        place = row["class"] + "." + row["method"]
        keys = [(place, row["mutator"]), (place, "*"), (row["class"].split("$")[0] + ".*", "*")]
        reason = next((why[key] for key in keys if key in why), "not explained")
        groups[place, reason].append(row)
    lines = []
    for (place, reason), group in sorted(groups.items()):
        numbers = sorted({int(row["line"]) for row in group})
        mutators = sorted({row["mutator"] for row in group})
        lines.append([place, ", ".join(map(str, numbers)), len(group), ", ".join(mutators), reason])
    return report.table(["where", "lines", "mutations", "of what kind", "why no test notices it"], lines)


def main():
    anew = "--render" not in sys.argv
    if anew:
        measure()
    rows = report.rows("mutations")
    groups = collections.defaultdict(collections.Counter)
    for row in report.rows("mutation-counts"):
        groups[row["package"]][row["status"]] = int(row["mutations"])
    report.write(
        "coverage",
        TEXT.format(
            coverage=coverage(),
            mutations=mutations(groups),
            survivors=survivors(rows),
            left=len(rows),
            other=sum(counts[status] for counts in groups.values() for status in ("TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR")),
            made=report.made_by("coverage", anew),
        ),
    )


TEXT = """# Coverage and mutation

How much of the code that parses untrusted input (codec, key readers) and of the keyring the unit tests run, and whether they notice
changes: pitest changes one thing at a time, and a test must fail.

**Not covered here**: code that calls the kernel. Its tests need a kernel that holds private keys, where neither tool runs; pitest leaves
those classes out, and they have lines of their own below. Fuzzing and the end-to-end tests do not count either. There is no incremental
run: pitest's plugin for that is not free. pitest also leaves out tests that start programs and wait for them (of the server, of session
binds, of an upstream agent).

## Coverage

{coverage}
## Mutations

{mutations}
*Noticed*: killed by a test or, for {other} of them, by running out of time or memory, which a busy machine may also cause.

## Survivors

The {left} mutations that no unit test notices, by place.

{survivors}
{made}"""


if __name__ == "__main__":
    main()
