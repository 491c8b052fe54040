"""Shared by the sections: turns raw figures into tables and plots (with gnuplot), and writes how they were made."""

import csv
import datetime
import os
import re
import subprocess
import sys
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
DOCS = os.path.join(TOP, "docs", "evidence")


def output(*command):
    """The output of a command, without surrounding space; empty if the command is missing."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return (result.stdout + result.stderr).strip()


def on_kernel(name, *arguments):
    """Runs a class of org.sshkr.evidence on a kernel; it writes its tables to docs/evidence."""
    subprocess.run([os.path.join(HERE, "on-kernel"), DOCS, name, DOCS, *map(str, arguments)], check=True)


def kernel():
    """The release of the kernel on which the figures were made, and how it runs."""
    run = os.path.join(TOP, "tests", "kernel", "run")
    which = output(run, "--which")
    release = output(run, "--", "uname", "-r").splitlines()[-1]
    how = {"qemu": "Debian's, emulated by QEMU", "host": "this machine's own"}.get(which, os.path.basename(which))
    return f"{release} ({how})"


def made(command):
    """The line below a section's figures, kept in NAME.made so that the text can be rendered without measuring."""
    versions = [
        output("ssh", "-V").split(",")[0].replace("_", " "),
        output("gpg-agent", "--version").splitlines()[0],
        "Java " + output("java", "-version").split('"')[1],
        "ssh-kr " + output("git", "-C", TOP, "rev-parse", "--short", "HEAD"),
    ]
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    load = "%.1f" % os.getloadavg()[0]
    return (
        f"Made by `{command}` on {date}; kernel {kernel()}; {', '.join(versions)}; "
        f"{os.cpu_count()} processors, load of the machine at the end {load}."
    )


def rows(name):
    """The lines of docs/evidence/NAME.tsv as dictionaries. Samples that another table summarizes are not in the repository."""
    if not os.path.exists(os.path.join(DOCS, name + ".tsv")):
        sys.exit(f"docs/evidence/{name}.tsv is missing: its samples are kept only where they were measured")
    with open(os.path.join(DOCS, name + ".tsv"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def table(head, lines):
    """A table in Markdown."""
    out = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(out + ["| " + " | ".join(map(str, line)) + " |" for line in lines]) + "\n"


def plot(name, commands, data=()):
    """Draws docs/evidence/NAME.svg; the commands read $data, which has the rows of data, or the tables there."""
    head = f"set terminal svg size 800,400 background 'white'\nset output '{name}.svg'\nset datafile separator '\\t'\n"
    head += "$data << END\n" + "".join("\t".join(map(str, row)) + "\n" for row in data) + "END\n"
    subprocess.run(["gnuplot"], input=head + commands, text=True, check=True, cwd=DOCS)


def quartiles(values):
    """The 25th, 50th and 75th percentile."""
    values = sorted(values)
    return [values[(len(values) - 1) * share // 4] for share in (1, 2, 3)]


def made_by(section, anew):
    """The result of `made` when the figures were last made."""
    path = os.path.join(DOCS, section + ".made")
    if anew:
        with open(path, "w", encoding="utf-8") as file:
            file.write(made(f"tests/evidence/run {section}") + "\n")
    with open(path, encoding="utf-8") as file:
        return file.read()


def bench(name, command, anew):
    """A benchmark's command and output; the output is kept in bench-NAME.txt."""
    path = os.path.join(DOCS, f"bench-{name}.txt")
    if anew:
        printed = subprocess.run(command, cwd=TOP, stdout=subprocess.PIPE, text=True, check=True).stdout
        with open(path, "w", encoding="utf-8") as file:
            file.write(printed)
    with open(path, encoding="utf-8") as file:
        return f"`{' '.join(command)}`\n\n```\n{file.read()}```\n"


def fold(text):
    """Folds Markdown lines that are longer than 120 characters, with the rest of their paragraph; tables stay."""
    lines, code = [], False
    rest = text.split("\n")
    while rest:
        line = rest.pop(0)
        code ^= line.startswith("```")
        if code or len(line) <= 120 or line.startswith(("|", "#", "```")):
            lines.append(line)
            continue
        while rest and rest[0].strip() and not re.match(r"\s*([-*]|\d+\.)\s|[|#<`!]", rest[0]):
            line += " " + rest.pop(0).strip()
        indent = re.match(r"\s*(?:(?:[-*]|\d+\.)\s+)?", line).group()
        folder = textwrap.TextWrapper(120, break_long_words=False, break_on_hyphens=False)
        folder.initial_indent, folder.subsequent_indent = indent, " " * len(indent)
        lines += folder.wrap(line.removeprefix(indent))
    return "\n".join(lines)


def write(name, text):
    """Writes docs/evidence/NAME.md."""
    with open(os.path.join(DOCS, name + ".md"), "w", encoding="utf-8") as file:
        file.write(fold(text))
    print(f"docs/evidence/{name}.md", file=sys.stderr)
