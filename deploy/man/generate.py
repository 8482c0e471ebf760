#!/usr/bin/env python3
"""Writes the manual pages of both commands from what the commands say of themselves.

    deploy/man/generate.py            into deploy/man
    deploy/man/generate.py FOLDER     elsewhere, as the test does to find out whether these here are out of date

Run it after every change of a command, an option or a help text.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BINARIES = Path(os.environ.get("TONGZHAO_BINARIES", HERE.parent.parent / ".build" / "debug"))
PROGRAMS = ("tongzhao", "tongzhao-wallet")


def described(program):
    """The whole tree of a program's commands."""
    answer = subprocess.run([str(BINARIES / program), "--experimental-dump-help"], capture_output=True, text=True,
                            check=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    return json.loads(answer.stdout)["command"]


def escaped(text):
    """For roff: no escape and no request by accident, and a hyphen that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in text.split("\n"))


def names(argument):
    return ["-" * (1 if name["kind"] == "short" else 2) + name["name"] for name in argument.get("names") or []]


def synopsis(path, command):
    parts = [f"\\fB{escaped(' '.join(path))}\\fR"]
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True) or "--help" in names(argument):
            continue
        if argument["kind"] == "positional":
            word = f"\\fI{escaped(argument['valueName'])}\\fR"
        else:
            word = f"\\fB{escaped(names(argument)[-1])}\\fR"
            if argument["kind"] == "option":
                word += f" \\fI{escaped(argument['valueName'])}\\fR"
        if argument.get("isRepeating"):
            word += " ..."
        parts.append(f"[{word}]" if argument["isOptional"] else word)
    if any(shown(child) for child in command.get("subcommands", [])):
        parts.append("\\fIcommand\\fR ...")
    return " ".join(parts)


def shown(command):
    return command.get("shouldDisplay", True) and command["commandName"] != "help"


def paragraphs(text):
    lines = []
    for block in (text or "").strip().split("\n\n"):
        if not block.strip():
            continue
        example = block.lstrip().startswith("Example")
        lines.append(".PP")
        if example:
            head, _, rest = block.strip().partition(":")
            lines += [escaped(head) + ":", ".PP", ".nf", ".RS 4", escaped(rest.strip()), ".RE", ".fi"]
        else:
            lines.append(escaped(block))
    return lines


def options(command):
    lines = []
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True) or "--help" in names(argument):
            continue
        if argument["kind"] == "positional":
            term = f"\\fI{escaped(argument['valueName'])}\\fR"
        else:
            term = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names(argument))
            if argument["kind"] == "option":
                term += f" \\fI{escaped(argument['valueName'])}\\fR"
        text = argument.get("abstract") or ""
        values = argument.get("allValues") or argument.get("allValueStrings")
        if values:
            text += f" One of {', '.join(values)}."
        if argument.get("defaultValue"):
            text += f" Default: {argument['defaultValue']}."
        lines += [".TP", term, escaped(text.strip()) or "\\&"]
    return lines


def section(path, command):
    """One command of a page, and what is below it."""
    lines = [f".SS {escaped(' '.join(path))}", escaped(command.get("abstract") or "\\&"), ".PP", synopsis(path, command)]
    lines += paragraphs(command.get("discussion"))
    lines += options(command)
    for child in filter(shown, command.get("subcommands", [])):
        lines += section([*path, child["commandName"]], child)
    return lines


def page(path, command, also):
    title = "-".join(path)
    children = [child for child in command.get("subcommands", []) if shown(child)]
    lines = [
        '.\\" Written by deploy/man/generate.py; edit the help texts of the commands instead.',
        f'.TH "{title.upper()}" 1 "" "Tongzhao" "Tongzhao"',
        ".nh", ".ad l",
        ".SH NAME", f"{escaped(title)} \\- {escaped((command.get('abstract') or '').rstrip('.'))}",
        ".SH SYNOPSIS", synopsis(path, command),
        ".SH DESCRIPTION", escaped(command.get("abstract") or ""), *paragraphs(command.get("discussion")),
    ]
    own = options(command)
    if own:
        lines += [".SH OPTIONS", *own]
    if children:
        lines.append(".SH COMMANDS")
        if len(path) == 1:
            for child in children:
                lines += [".TP", f"\\fB{escaped('-'.join([*path, child['commandName']]))}\\fR(1)",
                          escaped(child.get("abstract") or "")]
        else:
            for child in children:
                lines += section([*path, child["commandName"]], child)
    if also:
        lines += [".SH SEE ALSO", ", ".join(f"\\fB{escaped(name)}\\fR(1)" for name in also)]
    return "\n".join(lines) + "\n"


def pages():
    """All pages: one for each program, one for each of its groups of commands."""
    written = {}
    for program in PROGRAMS:
        tree = described(program)
        groups = [child for child in tree.get("subcommands", []) if shown(child)]
        titles = [f"{program}-{child['commandName']}" for child in groups]
        written[program] = page([program], tree, titles)
        for child, title in zip(groups, titles):
            written[title] = page([program, child["commandName"]], child, [program])
    return {f"{name}.1": text for name, text in written.items()}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for file in folder.glob("*.1"):
        if file.name not in made:
            file.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {folder}")


if __name__ == "__main__":
    main()
