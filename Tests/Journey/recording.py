"""Records an operator's session in a terminal for the documentation: `python Tests/Journey/recording.py` writes
deploy/pictures/operator.cast (asciicast v2, for `asciinema play`) and operator.svg, its last screen.

The session is real, the pace is not: every event has a fixed place in time, so that a recording shows what was said and
not how busy the machine was.
"""

import html
import json
import os
import re
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import pexpect

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy"))

from stack import BINARIES, REPOSITORY, Stack  # noqa: E402

PICTURES = REPOSITORY / "deploy" / "pictures"
WIDTH, HEIGHT = 110, 36
SETTINGS = "--settings identity-provider.json"

#: Name, exit code: what the session must come to.
EXPECTED = [("list", 0), ("dry run", 0), ("announce", 0), ("promote refused", 3), ("audit", 0)]


@dataclass
class Step:
    name: str
    command: str
    expected: str
    exit: int = -1
    output: str = ""


@dataclass
class Session:
    steps: list = field(default_factory=list)


def at_terminal(state, command):
    """Runs one line as an operator types it, in a terminal of a fixed size; (output, exit code)."""
    program, *arguments = command.split()
    environment = {**os.environ, "TERM": "xterm-256color", "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8"}
    environment.pop("NO_COLOR", None)
    child = pexpect.spawn(str(BINARIES / program), arguments, cwd=str(state), env=environment, encoding="utf-8",
                          timeout=120, dimensions=(HEIGHT, WIDTH))
    child.expect(pexpect.EOF)
    child.close()
    return child.before, child.exitstatus


def record(state):
    """The session, on a server of its own."""
    stack = Stack(state)
    stack.prepare()
    session = Session()

    def step(name, command, expected):
        one = Step(name, command, expected)
        one.output, one.exit = at_terminal(stack.state, command)
        session.steps.append(one)
        return one

    step("list", f"tongzhao keys list {SETTINGS}", "ES256")
    step("dry run", f"tongzhao keys rotate --use token --algorithm ES256 --dry-run {SETTINGS}", "signs")
    step("announce", f"tongzhao keys generate --use token --algorithm ES256 {SETTINGS}", "")
    keys = json.loads(stack.provider_command("keys", "list", "--json").stdout)
    keys = keys if isinstance(keys, list) else keys["keys"]
    kid = next(key["kid"] for key in keys if (key["use"], key["alg"], key["state"]) == ("token", "ES256", "announced"))
    step("promote refused", f"tongzhao keys promote {kid[:8]} --reason early {SETTINGS}", "max-age")
    stack.provider_command("audit", "public-keys")
    step("audit", "tongzhao audit verify identity-provider.sqlite", "")
    return session


def events(session):
    """What a player shows: the prompt, the typing, the answer."""
    moment, found = 0.0, []

    def show(text, pause):
        nonlocal moment
        found.append([round(moment, 2), "o", text])
        moment += pause

    for step in session.steps:
        show("$ " + step.command, 1.2)
        show("\r\n", 0.4)
        show(step.output, 2.5)
    show("$ ", 1.0)
    return found


def write(session, folder):
    """The recording and the picture; their paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cast, picture = folder / "operator.cast", folder / "operator.svg"
    header = {"version": 2, "width": WIDTH, "height": HEIGHT, "timestamp": 0,
              "title": "Tongzhao: an operator looks before rotating", "env": {"TERM": "xterm-256color"}}
    lines = [json.dumps(header), *(json.dumps(event, ensure_ascii=False) for event in events(session))]
    cast.write_text("\n".join(lines) + "\n", encoding="utf-8")
    picture.write_text(svg(session), encoding="utf-8")
    return cast, picture


def wrapped(text):
    """The lines of a terminal of this width; a Chinese character takes two places."""
    for line in text.split("\n"):
        current, width = "", 0
        for character in line:
            size = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if width + size > WIDTH:
                yield current
                current, width = "", 0
            current, width = current + character, width + size
        yield current


def svg(session):
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", text) for text in
             (f"$ {step.command}\n" + step.output.replace("\r", "").rstrip("\n") + "\n" for step in session.steps)]
    lines = [line for text in plain for line in wrapped(text)]
    height = 18 * len(lines) + 40
    rows = "\n".join(
        f'<text x="16" y="{32 + 18 * number}" class="{"typed" if line.startswith("$ ") else "said"}">'
        f"{html.escape(line)}</text>" for number, line in enumerate(lines) if line.strip())
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * 8 + 32} {height}" role="img" '
            f'aria-label="An operator lists keys, tries a rotation, is refused a promotion, and verifies the audit log">\n'
            '<style>text{font:13px ui-monospace,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;white-space:pre}'
            ".typed{fill:#7ee787;font-weight:600}.said{fill:#e6edf3}</style>\n"
            f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n{rows}\n</svg>\n')


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for file in write(record(Path(folder) / "state"), PICTURES):
            print(file)
