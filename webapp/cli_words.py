"""The command line in Indonesian: how a command is used, and what is wrong with the one that was typed."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

WRONG: Final = 2
"""The exit status of a command that was typed wrongly."""

_SAID: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"the following arguments are required: (.+)"), r"Belum ditulis: \1."),
    (re.compile(r"unrecognized arguments: (.+)"), r"Tidak dikenal: \1."),
    (
        re.compile(r"argument ([^:]+): invalid choice: (.+?) \((?:choose from|maybe you meant) .+\)"),
        r"\2 tidak dikenal.",
    ),
    (re.compile(r"argument ([^:]+): invalid int value: (.+)"), r"\1: \2 bukan bilangan bulat."),
    (re.compile(r"argument ([^:]+): invalid .+ value: (.+)"), r"\1: \2 tidak dapat dipakai."),
    (re.compile(r"argument ([^:]+): expected .+ arguments?"), r"\1: nilainya belum ditulis."),
    (re.compile(r"argument ([^:]+): not allowed with argument (.+)"), r"\1 tidak dapat dipakai bersama \2."),
    (re.compile(r"ambiguous option: (.+?) could match (.+)"), r"\1 belum jelas: \2?"),
)
"""What argparse says, and how we say it."""


class Usage(argparse.HelpFormatter):
    """Help whose first word is Indonesian."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Pemakaian: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Indonesian; those of its subcommands do, too."""

    def __init__(self, **given: Any) -> None:
        ours: dict[str, Any] = {"formatter_class": Usage, "add_help": False, "allow_abbrev": False}
        super().__init__(**ours | given)
        self._positionals.title, self._optionals.title = "yang ditulis", "pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan bantuan ini")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is used, and end with status 2."""
        found = (pattern.sub(ours, message) for pattern, ours in _SAID if pattern.fullmatch(message))
        sys.stderr.write(f"{next(found, message)}\n{self.format_usage()}")
        sys.exit(WRONG)
