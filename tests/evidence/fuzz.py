"""Section "fuzz": the effects of bad input on the parsers of messages, keys and key files."""

import glob
import os
import re
import subprocess
import sys
import zipfile

import report

SECONDS = 180

# The input of each target, and the condition that it must meet.
TARGETS = {
    "Codec": "any bytes as a message of the agent protocol: decodes and encodes to the same bytes, or is refused in one line",
    "FrameReader": "any stream in any pieces: the frames of the whole stream, no read past a frame, no more memory than was sent",
    "IdentityDescription": "any description of a kernel key: an identity that is written back as it was read, or none",
    "RsaPublicKey": "any bytes as a public key: one way to write each key, everything else is refused",
    "PublicKeyFile": "any file that names keys to remove or test: RSA keys, or one line",
    "OpenSshEnvelope": "any bytes inside OpenSSH's format: the right key (by the JDK's decoder and RFC 8017), or one line",
    "PrivateKeyReader": "any bytes as a key file of any format: the same",
    "AddRequest": "any bytes as a client's request to add a key: the same",
}

RUN = re.compile(
    r"(?P<target>\w+): (?P<seconds>\d+) s, log in (?P<log>\S+)\s+executions: (?P<executions>\d+),.*\s+"
    r"coverage: (?P<edges>\d+) edges, (?P<inputs>\d+) inputs kept\s+findings: (?P<findings>\d+)"
)
NAMES = ["target", "seconds", "executions", "edges", "edges-at-first", "inputs", "findings"]


def edges_at_first(log):
    """The edges that the repository's inputs alone reach: libFuzzer prints them once it has run these inputs."""
    with open(log, encoding="utf-8", errors="replace") as file:
        return re.search(r"INITED cov: (\d+)", file.read()).group(1)


def measure():
    run = subprocess.run(["tests/bin/fuzz", "", str(SECONDS)], cwd=report.TOP, stdout=subprocess.PIPE, text=True, check=False)
    sys.stderr.write(run.stdout)
    write_table(run.stdout, report.TOP)


def write_table(said, top):
    with open(os.path.join(report.DOCS, "fuzz.tsv"), "w", encoding="utf-8") as file:
        file.write("\t".join(NAMES) + "\n")
        for found in RUN.finditer(re.sub("\x1b\\[[0-9;]*m", "", said)):  # Maven resets colours
            row = found.groupdict() | {"edges-at-first": edges_at_first(os.path.join(top, found["log"]))}
            file.write("\t".join(row[name] for name in NAMES) + "\n")


def kept(target):
    """The number of a target's inputs in the repository, and their bytes."""
    [archive] = glob.glob(os.path.join(report.TOP, "*/src/test/resources/**", target + "FuzzTest.zip"), recursive=True)
    with zipfile.ZipFile(archive) as inputs:
        return len(inputs.infolist()), sum(entry.file_size for entry in inputs.infolist())


def main():
    anew = "--render" not in sys.argv
    if anew:
        measure()
    lines, files, size = [], 0, 0
    for row in report.rows("fuzz"):
        number, bytes_ = kept(row["target"])
        files, size = files + number, size + bytes_
        figures = [f"{int(row['executions']):,}", row["edges-at-first"], row["edges"], row["findings"], number]
        lines.append([row["target"], TARGETS[row["target"]], row["seconds"], *figures])
    head = ["target", "input and condition", "s", "executions", "edges at first", "edges", "findings", "inputs kept"]
    report.write(
        "fuzz",
        TEXT.format(table=report.table(head, lines), files=files, size=size // 1024, made=report.made_by("fuzz", anew)),
    )


TEXT = """# Bad input

Jazzer (libFuzzer's engine, guided by coverage) makes input for all code that parses untrusted data. A finding is any exception that is
not the documented refusal, a wrong result, or use of more than 10 s or 1 GB.

**What this is not**: days of fuzzing. Each target ran for some minutes, once, on one busy processor; a longer run reaches more.
`tests/bin/fuzz TARGET SECONDS` continues where the last run ended.

{table}
- *edges at first*: edges of the instrumented code that the inputs in the repository reached at the start of this run; *edges*: the same at
  its end. org.sshkr is instrumented, the JDK and Bouncy Castle are not.
- *inputs kept*: those in `src/test/resources/…/TARGETFuzzTest.zip`, {files} in all, {size} KB: the seeds, and the finds that
  `tests/bin/fuzz --merge` chose (with libFuzzer's merge) because they reach code that no other input reaches. Every build begins its
  fuzzing with them, and JUnit without JAZZER_FUZZ runs only them.
- Findings of earlier runs are named tests, which say so: see `HostileFileTest` and `IdentityDescriptionTest`.

{made}"""


if __name__ == "__main__":
    main()
