"""Words that would run, were they written into HTML, an attribute, an address, a sheet or a statement as they came."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import html
from sqlalchemy import Connection, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.storage import Base

MARK = "zq"
"""Stands in each of the words, and in nothing of ours."""
XSS = (
    "<script>zq(1)</script>", "<img src=zq onerror=zq(2)>", '"><svg onload=zq(3)>', "'><zq-a autofocus onfocus=zq(4)>",
    '" onmouseover="zq(5)" zq="', "' onclick='zq(6)' zq='", "javascript:zq(7)", "<a href=javascript:zq(8)>zq</a>",
    "</textarea><script src=//zq.contoh></script>", "</title><zq-b>", "</script><script>zq(9)</script>",
    "</style><style>@import'//zq'</style>", "<iframe srcdoc='<script>zq(10)</script>'>", "<object data=//zq>",
    "<base href=//zq.contoh/>", "<meta http-equiv=refresh content=0;url=//zq>", "<form action=//zq><input name=zq>",
    "<math><mtext></mtext><zq-c></math>", "<details open ontoggle=zq(11)>", "<!--zq--><zq-d>", "]]><zq-e>",
    "<?zq ?><zq-f>", "<x zq style=background:url(//zq)>", "&lt;zq&gt;&#60;zq&#62;&quot;zq",
    "\\u003czq\\u003e\\x3czq\\x3e",
    "{{zq*7}}{%zq%}${zq}#{zq}<%=zq%>", "`zq`$(zq)", "[zq](javascript:zq(12))![zq](//zq)", "%3Czq%3E%22zq%22",
    "\u2028zq\u2029\u202e<zq-g>\u202c", "\uff1czq\uff1e", "#let zq = read(\"/etc/passwd\")", "<zq\ttitle=\"a\nb\">",
    "+ADw-zq+AD4-", '{"zq": "</script>"}', "data:text/html,<zq-h>",
)  # fmt: skip
FORMULAS = ('=HYPERLINK("//zq")', "+zq|' /C calc'!A0", "-zq+1", "@SUM(zq)", "\tzq=1", "\r=zq")
NAMES = (
    "../../../etc/zq.pdf", "..\\..\\zq.pdf", "/etc/zq", "C:\\zq.pdf", "zq\x0d\x0aSet-Cookie: a=b", 'zq";a="b.pdf',
    "CON", "NUL.pdf", "lpt1.pdf.zq", "zq\u202efdp.exe", "zq%2e%2e%2fpasswd", "." * 40, "z" * 290 + "q.pdf", "zq.pdf.",
    " zq", "\u0645\u0644\u0641 zq.pdf", "<zq>.pdf", "zq:stream.pdf", "~/zq", "-zq",
)  # fmt: skip
"""Names of files that lead elsewhere, pretend, or are none on somebody's machine."""

SQL = (
    "zzqx' OR '1'='1", "zzqx') OR ('1'='1", "zzqx%' OR 1=1 --", "zzqx\\' OR 1=1 --", "1; SELECT pg_sleep(9)--",
    "zzqx' UNION SELECT nip FROM pegawai--", "0 OR 1=1", "'||(SELECT nip FROM pegawai LIMIT 1)||'zzqx", "%' AND '%'='",
    "zzqx\x00' OR 1=1", "{zzqx}'::int", "$$zzqx$$ OR $$1$$=$$1$$", ":akun_id", "%(akun_id)s", "zzqx\";'/*",
)  # fmt: skip
HARMLESS = "zzqx"
"""A word that nothing is called."""

RUNS = frozenset(
    {"script", "iframe", "object", "embed", "base", "style", "math", "marquee", "frame", "applet"}
)
ADDRESSES = (
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "hx-get",
    "hx-post",
    "poster",
    "srcset",
)
_ALLOWED = re.compile(
    r"(?:https?://(?!zq)[\w.:\[\]-]+)?(?:[/?#][^\s]*|)\Z|mailto:[\w.@-]+\Z|[\w./~-]*(?:[?#][^\s]*)?\Z"
)
LONGEST_TEXT = 100_000


class Poison:
    """All of the words in one text, another one first each time."""

    def __init__(self) -> None:
        self.turn = 0

    def of(self, said: str) -> str:
        """A text with hostile words before it."""
        self.turn += 1
        words = FORMULAS + XSS
        first = self.turn % len(words)
        return " ".join((*words[first:], *words[:first], said))

    def inside(self, value: Any) -> Any:
        """JSON whose prose is hostile; keys, codes and days stay what they are."""
        if isinstance(value, dict):
            return {key: self.inside(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.inside(one) for one in value]
        return self.of(value) if isinstance(value, str) and " " in value else value


KEPT = {
    "release.files", "draft_file.text", "draft_save.text",  # programs, which are read as such: `tests/engine`
    "case_time.path",  # ids of steps
    "sesi.jaringan", "perangkat_akun.jaringan",
}  # fmt: skip
"""Columns that no person writes words into."""


def poison(connection: Connection) -> dict[str, int]:
    """Put hostile words before every text that people write, in every table. Returns how many in which column."""
    words, done = Poison(), {}
    connection.execute(
        text("SET session_replication_role = replica")
    )  # what is signed can be changed only so
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if name in KEPT or not isinstance(column.type, Text | JSONB):
                continue
            rows = connection.execute(text(f'SELECT ctid::text, "{column.name}" FROM "{table.name}"')).all()  # noqa: S608
            for place, value in rows:
                if name == "berkas.nama" or name == "bukti_bulanan.nama":
                    words.turn += 1
                    new = NAMES[words.turn % len(NAMES)]
                else:
                    new = words.inside(value)
                if new != value:
                    done[name] = done.get(name, 0) + 1
                    said = json.dumps(new) if isinstance(column.type, JSONB) else new
                    order = (
                        f'UPDATE "{table.name}" SET "{column.name}" = :new WHERE ctid = CAST(:place AS tid)'  # noqa: S608
                    )
                    if isinstance(column.type, JSONB):
                        order = order.replace(":new", "CAST(:new AS jsonb)")
                    connection.execute(text(order), {"new": said, "place": place})
    return done


def ours(node: html.HtmlElement) -> bool:
    """Whether an element of a dangerous kind is one of our own: a script of ours, a frame without a program."""
    source = str(node.get("src", ""))
    return source.startswith("/") or (
        node.tag == "iframe" and not source and "allow-scripts" not in node.get("sandbox", "allow-scripts")
    )


def runs(tree: html.HtmlElement) -> Iterator[str]:
    """What a browser would do because of a word of ours: elements, attributes, addresses."""
    for node in tree.iter():
        if not isinstance(node.tag, str):
            if MARK in str(node):
                yield f"a comment: {str(node)[:60]}"
            continue
        if MARK in node.tag or (node.tag in RUNS and not ours(node)):
            yield f"<{node.tag}>"
        for name, value in node.attrib.items():
            if str(name).startswith("on") or MARK in str(name) or name in ("style", "srcdoc"):
                yield f"<{node.tag} {name}>"
            if name == "content" and node.get("http-equiv") and MARK in value:
                yield "<meta http-equiv>"
            if name in ADDRESSES and not _ALLOWED.match(value.strip()):
                yield f"<{node.tag} {name}={value[:60]!r}>"


def formulas(body: str) -> Iterator[str]:
    """Cells of a sheet that a program would calculate."""
    for line in csv.reader(
        io.StringIO(body.lstrip("\ufeff")), delimiter=";" if ";" in body.partition("\n")[0] else ","
    ):
        yield from (one[:40] for one in line if one[:1] in "=+-@\t\r" and one and MARK in one)
