"""The manners of the command line: help with examples, JSON, exit codes, completions, manual pages, and colours and
questions only where somebody sits at a terminal."""

import json
import os
import re
import subprocess
import sys

import pexpect
import pytest

import recording
from stack import BINARIES, REPOSITORY, Stack

PROGRAMS = ("tongzhao", "tongzhao-wallet")
MANUAL = REPOSITORY / "deploy" / "man"

# Commands that answer nothing but a file that they write, serve until they are stopped, or print JSON or a format of
# its own in any case.
WITHOUT_JSON = {
    "tongzhao serve", "tongzhao serve-issuer", "tongzhao-wallet serve", "tongzhao authority create",
    "tongzhao authority certify-server", "tongzhao authority list-revoked", "tongzhao keys create-encryption-key",
    "tongzhao licences sample", "tongzhao audit export", "tongzhao audit public-keys", "tongzhao audit checkpoint", "tongzhao audit prove",
    "tongzhao clients template", "tongzhao clients show", "tongzhao logout", "tongzhao operators make-key",
    "tongzhao operators install",
}
# What a group does when no command is named.
BY_DEFAULT = {"tongzhao backup create"}


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120,
                          env={**os.environ, "SWIFT_BACKTRACE": "enable=no"}, **options)


def tree(program):
    return json.loads(run(BINARIES / program, "--experimental-dump-help").stdout)["command"]


def walk(command, above=(), said=""):
    """Every command with its path and all that is said in its help and in that of the groups above it."""
    path = (*above, command["commandName"])
    said += command.get("discussion") or ""
    yield path, command, said
    for child in command.get("subcommands", []):
        if child["commandName"] != "help" and child.get("shouldDisplay", True):
            yield from walk(child, path, said)


def commands():
    return [found for program in PROGRAMS for found in walk(tree(program))]


def has_example(path, discussion):
    """After the word, a line that begins with the command; the default command of a group may be left out."""
    told = discussion.partition("xample")[2]
    words = " ".join(path[:-1] if " ".join(path) in BY_DEFAULT else path)
    return re.search(rf"^(?:s?:)?\s*{re.escape(words)}\b", told, re.MULTILINE) is not None


def is_group(command):
    return any(child["commandName"] != "help" for child in command.get("subcommands", []))


def options(command):
    return {name["name"] for argument in command.get("arguments", []) for name in argument.get("names") or []}


def test_every_command_says_what_it_does():
    assert [" ".join(path) for path, command, _ in commands() if not (command.get("abstract") or "").strip()] == []


def test_every_command_has_an_example_that_begins_with_itself():
    without = [" ".join(path) for path, command, _ in commands()
               if not is_group(command) and not has_example(path, command.get("discussion") or "")]
    assert without == []


def test_every_command_that_answers_something_answers_in_json():
    without = {" ".join(path) for path, command, _ in commands()
               if not is_group(command) and "json" not in options(command)}
    assert without - WITHOUT_JSON == set()


def test_every_commands_exit_codes_are_documented():
    assert [" ".join(path) for path, _, said in commands() if "Exit codes" not in said] == []


def test_every_option_is_explained():
    assert [f"{' '.join(path)} {argument.get('valueName')}" for path, command, _ in commands()
            for argument in command.get("arguments", []) if not argument.get("abstract")] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_wrong_use_has_its_documented_code_and_help_is_0(program):
    assert run(BINARIES / program, "--help").returncode == 0
    assert run(BINARIES / program, "no-such-command").returncode == {"tongzhao": 64, "tongzhao-wallet": 2}[program]


# Completions and manual pages


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("prefix")
    done = run("bash", REPOSITORY / "deploy" / "install-help", prefix)
    assert done.returncode == 0, done.stderr
    return prefix / "share"


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_completions_are_installed_and_can_be_read(installed, program):
    script = installed / "bash-completion" / "completions" / program
    assert run("bash", "-n", script).returncode == 0
    assert f"#compdef {program}" in (installed / "zsh" / "site-functions" / f"_{program}").read_text()
    assert f"complete -c '{program}'" in (installed / "fish" / "vendor_completions.d" / f"{program}.fish").read_text()


def test_completing_keys_offers_its_commands(installed):
    script = installed / "bash-completion" / "completions" / "tongzhao"
    line = "tongzhao keys "
    done = run("bash", "-c", f"""
        source '{script}'
        COMP_WORDS=(tongzhao keys ''); COMP_CWORD=2; COMP_LINE='{line}'; COMP_POINT={len(line)}
        function=$(complete -p tongzhao | sed -E 's/.*-F ([^ ]+).*/\\1/')
        "$function" tongzhao '' keys
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """)
    assert {"list", "rotate", "promote", "verify"} <= set(done.stdout.split()), done.stderr


def test_the_manual_pages_are_up_to_date(tmp_path):
    made = run(sys.executable, MANUAL / "generate.py", tmp_path)
    assert made.returncode == 0, made.stderr
    ours, fresh = ({file.name: file.read_text() for file in folder.glob("*.1")} for folder in (MANUAL, tmp_path))
    assert ours.keys() == fresh.keys()
    stale = [name for name in fresh if ours[name] != fresh[name]]
    assert stale == [], "run deploy/man/generate.py"


def test_the_manual_pages_are_clean_roff():
    pages = sorted(MANUAL.glob("*.1"))
    assert len(pages) > 10
    for page in pages:
        done = run("groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-z", page)
        assert (done.returncode, done.stderr) == (0, ""), page.name


# At a terminal and elsewhere


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("habits")) as stack:
        stack.prepare()
        yield stack


def at_a_terminal(stack, *arguments, **environment):
    environment = {**stack.environment(), "TERM": "xterm", **environment}
    if "NO_COLOR" not in environment or environment["NO_COLOR"] == "":
        environment.pop("NO_COLOR", None)
    return pexpect.spawn(str(BINARIES / "tongzhao"), list(map(str, arguments)), env=environment, encoding="utf-8",
                         timeout=120, dimensions=(24, 200))


REFUSED = ("keys", "show", "no-such-key")


def test_a_refusal_is_coloured_at_a_terminal_only(own_stack):
    settings = ("--settings", own_stack.settings_file("identity-provider"))

    def said(**environment):
        child = at_a_terminal(own_stack, *REFUSED, *settings, NO_COLOR=environment.pop("NO_COLOR", ""), **environment)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus not in (0, None)
        return child.before
    assert "\x1b[31m" in said()
    assert "\x1b" not in said(NO_COLOR="1")
    assert "\x1b" not in said(TERM="dumb")
    piped = own_stack.provider_command(*REFUSED, check=False)
    assert piped.returncode != 0 and piped.stderr and "\x1b" not in piped.stderr


def test_a_question_is_asked_at_a_terminal_only(own_stack):
    arguments = ("trust", "remove", "419001", "--reason", "test")
    settings = ("--settings", own_stack.settings_file("identity-provider"))
    child = at_a_terminal(own_stack, *arguments, *settings)
    child.expect(r"\[yes/no\]")
    child.sendline("no")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 4
    piped = own_stack.provider_command(*arguments, check=False, input="yes\n")
    assert piped.returncode == 4 and "--yes" in piped.stderr


# The recording in the documentation


def test_the_recorded_session_still_goes_as_it_is_shown(tmp_path):
    session = recording.record(tmp_path / "state")
    assert [(step.name, step.exit) for step in session.steps] == recording.EXPECTED
    for step in session.steps:
        assert step.expected in step.output, f"{step.name}: {step.output}"
    cast, picture = recording.write(session, tmp_path)
    header, *events = [json.loads(line) for line in cast.read_text().splitlines()]
    assert header["version"] == 2 and header["width"] == recording.WIDTH
    assert [event[0] for event in events] == sorted(event[0] for event in events)
    assert {event[1] for event in events} == {"o"}
    assert picture.read_text().startswith("<svg")
    shown = recording.PICTURES / "operator.cast"
    told = "".join(json.loads(line)[2] for line in shown.read_text().splitlines()[1:])
    for step in session.steps:
        # Only the key's name differs from one recording to the next.
        parts = [re.escape(part) for part in re.split(r"(?<=promote )\S+", step.command)]
        assert re.search(re.escape("$ ") + r"\S+".join(parts), told), step.command
    readme = (REPOSITORY / "README.md").read_text()
    assert "deploy/pictures/operator.svg" in readme and "deploy/pictures/operator.cast" in readme


def test_no_unit_test_starts_programs_by_foundations_process():
    """It reads beyond a buffer's end where many files are open, and then and now kills a whole run: see OtherProgram."""
    found = [str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / "Tests").rglob("*.swift")
             if re.search(r"(?<![.\w])Process\(\)", path.read_text(encoding="utf-8"))]
    assert found == []
