"""Reads the text exposition format just well enough for assertions; promtool is the judge of its form."""

import re
import subprocess

LINE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')


def promtool(*arguments, input=None, cwd=None):
    return subprocess.run(["promtool", *arguments], input=input, cwd=cwd, capture_output=True, text=True, timeout=120)


def samples(text, name, **labels):
    """The values of a metric's series that have these labels."""
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match and match.group(1) == name:
            if labels.items() <= dict(LABEL.findall(match.group(2) or "")).items():
                found.append(float(match.group(3)))
    return found


def families(text):
    """The names of all series."""
    return {match.group(1) for match in map(LINE.match, text.splitlines()) if match}


def names_in(expression):
    """The metrics that a PromQL expression asks for."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    return {name for name in re.findall(r"\b((?:tongzhao|http|process)_[a-z_]+)\b", bare)}
