"""DMN XML to a `Decision`: one decision with one decision table per file, as editors of the field write it.

What stands in the file and would not be run is refused with a mend; the drawing (DMNDI) is let pass. Reads every cell
as FEEL and names file, row and column of what cannot be read. Judges no table as a whole.
"""

from __future__ import annotations

import re
from typing import Final, cast

from lxml import etree

from webapp.domain.sentences import Sentence
from webapp.feel import (
    DEFAULT_BUDGET,
    Budget,
    Expression,
    FeelError,
    FeelSyntaxError,
    UnaryTests,
    Value,
    literals_of,
    parse,
    parse_unary_tests,
)

from .decision_table import Decision, HitPolicy, Input, Output, Rule, Type, is_of
from .model import Problem

DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMNDI: Final = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
HIT_POLICIES: Final = ("UNIQUE", "FIRST", "ANY")
TYPES: Final = ("string", "number", "integer", "boolean", "date", "Any")
MAX_RULES: Final = 500
_BUDGET: Final = 200_000  # steps that all results together may take while they are looked at

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_PARTS: Final = {
    "definitions": frozenset({"description", "decision"}),
    "decision": frozenset({"description", "variable", "decisionTable"}),
    "decisionTable": frozenset({"description", "input", "output", "annotation", "rule"}),
    "input": frozenset({"description", "inputExpression", "inputValues"}),
    "output": frozenset({"description", "outputValues"}),
    "rule": frozenset({"description", "inputEntry", "outputEntry", "annotationEntry"}),
}
_MENDS: Final = {
    "defaultOutputEntry": "Tulis baris penampung di akhir tabel, dengan hit policy FIRST.",
    "informationRequirement": "Satu berkas memuat satu tabel; pakai fakta kasus sebagai masukan.",
    "literalExpression": "Ganti dengan tabel keputusan.",
    "inputData": "Hapus; masukan tabel dibaca dari fakta kasus.",
    "knowledgeSource": "Hapus; tulis dasar hukum sebagai anotasi setiap baris.",
}


def read_decision(root: etree._Element, file: str) -> tuple[Decision | None, list[Problem]]:
    """The table of one file, or None, and everything in it that is refused."""
    reader = _Reader(file)
    decision = reader.read(root)
    return (None if reader.problems else decision), reader.problems


class _Reader:
    """One file on its way from XML to a table."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.decision_id: str | None = None
        self.budget = Budget(_BUDGET)

    def refuse(self, code: str, message: str, mend: str) -> None:
        self.problems.append(Problem(code, self.decision_id, message, mend, self.file))

    def read(self, root: etree._Element) -> Decision | None:
        if root.tag != f"{{{DMN}}}definitions":
            self.refuse("not_dmn", "Berkas ini bukan tabel keputusan DMN 1.3.", "Simpan sebagai DMN 1.3.")
            return None
        self._parts(root)
        decisions = root.findall(f"{{{DMN}}}decision")
        tables = [table for decision in decisions for table in decision.findall(f"{{{DMN}}}decisionTable")]
        if len(decisions) != 1 or len(tables) != 1:
            message = "Berkas harus memuat tepat satu keputusan dengan satu tabel keputusan."
            self.refuse("dmn_one_table", message, "Simpan setiap tabel dalam berkasnya sendiri.")
            return None
        self.decision_id = decisions[0].get("id", "")
        self._named(self.decision_id, Sentence("Id keputusan"))
        self._parts(decisions[0])
        return self._table(decisions[0], tables[0])

    def _table(self, decision: etree._Element, table: etree._Element) -> Decision | None:
        self._parts(table)
        policy = self._policy(table)
        inputs = [self._input(node, n) for n, node in enumerate(table.findall(f"{{{DMN}}}input"), 1)]
        outputs = [self._output(node) for node in table.findall(f"{{{DMN}}}output")]
        if not inputs or not outputs:
            message = "Tabel memerlukan paling sedikit satu masukan dan satu keluaran."
            self.refuse("dmn_columns", message, "Tambahkan kolomnya.")
        asked = [column.expression.text for column in inputs if column is not None]
        self._once(asked, Sentence("Masukan"))
        self._once([output.name for output in outputs], Sentence("Keluaran"))
        nodes = table.findall(f"{{{DMN}}}rule")
        if not 0 < len(nodes) <= MAX_RULES:
            self.refuse(
                "dmn_rules",
                Sentence("Tabel harus berisi 1 sampai %(max_rules)s baris.", max_rules=MAX_RULES),
                "Isi atau pecah.",
            )
        columns = [column for column in inputs if column is not None]
        if len(columns) != len(inputs):
            return None
        rules = [self._rule(node, n, columns, outputs) for n, node in enumerate(nodes, 1)]
        return Decision(
            id=self.decision_id or "",
            name=" ".join(decision.get("name", "").split()) or (self.decision_id or ""),
            file=self.file,
            hit_policy=policy,
            inputs=tuple(columns),
            outputs=tuple(outputs),
            rules=tuple(rule for rule in rules if rule is not None),
            documentation=(decision.findtext(f"{{{DMN}}}description") or "").strip(),
        )

    def _policy(self, table: etree._Element) -> HitPolicy:
        policy = table.get("hitPolicy", "UNIQUE")
        if policy not in HIT_POLICIES or table.get("aggregation") is not None:
            message = Sentence("Hit policy '%(policy)s' tidak didukung.", policy=policy)
            self.refuse(
                "dmn_hit_policy",
                message,
                Sentence("Pakai %(list)s tanpa agregasi.", list=", ".join(HIT_POLICIES)),
            )
            return "UNIQUE"
        if table.get("preferredOrientation", "Rule-as-Row") != "Rule-as-Row":
            self.refuse("dmn_orientation", "Aturan harus berupa baris.", "Pakai orientasi Rule-as-Row.")
        return cast("HitPolicy", policy)

    # Columns

    def _input(self, node: etree._Element, number: int) -> Input | None:
        self._parts(node)
        inner = node.find(f"{{{DMN}}}inputExpression")
        text = self._text(inner)
        label = " ".join(node.get("label", "").split()) or text or Sentence("kolom %(number)s", number=number)
        if inner is None or not text:
            self.refuse(
                "dmn_input",
                Sentence("Masukan '%(label)s' tanpa ungkapan.", label=label),
                "Isi nama fakta yang dibaca.",
            )
            return None
        expression = self._expression(text, Sentence("masukan '%(label)s'", label=label))
        allowed_text = self._text(node.find(f"{{{DMN}}}inputValues"))
        allowed = (
            self._tests(allowed_text, Sentence("nilai masukan '%(label)s'", label=label))
            if allowed_text
            else None
        )
        type_name = self._type(inner, Sentence("masukan '%(label)s'", label=label))
        if expression is None:
            return None
        column = Input(label, expression, type_name, allowed)
        self._values_of_type(column.values, type_name, Sentence("masukan '%(label)s'", label=label))
        return column

    def _output(self, node: etree._Element) -> Output:
        self._parts(node)
        name = node.get("name", "")
        label = " ".join(node.get("label", "").split()) or name
        self._named(name, Sentence("Nama keluaran"))
        type_name = self._type(node, Sentence("keluaran '%(label)s'", label=label))
        text = self._text(node.find(f"{{{DMN}}}outputValues"))
        tests = self._tests(text, Sentence("nilai keluaran '%(label)s'", label=label)) if text else None
        values = None if tests is None else literals_of(tests)
        if tests is not None and values is None:
            message = Sentence("Nilai keluaran '%(label)s' bukan daftar nilai.", label=label)
            self.refuse("dmn_values", message, 'Tulis misalnya "SATU", "DUA".')
        self._values_of_type(tuple(values or ()), type_name, Sentence("keluaran '%(label)s'", label=label))
        return Output(name, label, type_name, tuple(values or ()))

    def _type(self, node: etree._Element, where: str) -> Type:
        name = node.get("typeRef", "Any").removeprefix("feel:")
        if name not in TYPES:
            message = Sentence("Jenis '%(name)s' pada %(where)s tidak didukung.", name=name[:40], where=where)
            self.refuse("dmn_type", message, Sentence("Pakai %(list)s.", list=", ".join(TYPES)))
            return "Any"
        return cast("Type", name)

    def _values_of_type(self, values: tuple[Value, ...], type_name: Type, where: str) -> None:
        if any(value is not None and not is_of(type_name, value) for value in values):
            message = Sentence(
                "Daftar nilai %(where)s tidak sesuai dengan jenisnya, %(type_name)s.",
                where=where,
                type_name=type_name,
            )
            self.refuse("dmn_type", message, "Samakan jenis kolom dengan nilainya.")

    # Rows

    def _rule(
        self, node: etree._Element, number: int, inputs: list[Input], outputs: list[Output]
    ) -> Rule | None:
        self._parts(node)
        conditions = [self._text(part) for part in node.findall(f"{{{DMN}}}inputEntry")]
        written = [self._text(part) for part in node.findall(f"{{{DMN}}}outputEntry")]
        if len(conditions) != len(inputs) or len(written) != len(outputs):
            message = Sentence("Baris %(number)s tidak memuat satu sel untuk setiap kolom.", number=number)
            self.refuse("dmn_cells", message, "Simpan ulang dari editor tabel.")
            return None
        tests = [
            self._tests(
                text, Sentence("baris %(number)s, kolom '%(label)s'", number=number, label=column.label)
            )
            for column, text in zip(inputs, conditions, strict=True)
        ]
        pairs = zip(outputs, written, strict=True)
        results = [self._result(text, output, number) for output, text in pairs]
        read = tuple(test for test in tests if test is not None)
        made = tuple(result for result in results if result is not None)
        if len(read) < len(tests) or len(made) < len(results):
            return None
        return Rule(number, read, made, self._basis(node))

    def _result(self, text: str, output: Output, number: int) -> Expression | None:
        where = Sentence("baris %(number)s, kolom '%(label)s'", number=number, label=output.label)
        if not text or text == "-":
            self.refuse(
                "dmn_empty",
                Sentence("Hasil %(where)s kosong.", where=where),
                "Isi hasilnya; pakai null bila tidak ada.",
            )
            return None
        expression = self._expression(text, where)
        if expression is not None and not expression.names and not self._fits(expression, output):
            message = Sentence(
                "Hasil %(text)s pada %(where)s bukan nilai kolom itu.", text=text[:60], where=where
            )
            self.refuse("dmn_values", message, "Pilih dari daftar nilai keluaran, atau perbaiki daftarnya.")
        return expression

    def _fits(self, expression: Expression, output: Output) -> bool:
        """Whether a result that reads no facts is one of the column's. A list stands for its elements."""
        try:
            value = self._told(expression)
        except FeelError:
            return False
        parts = value if isinstance(value, list) else [value]
        return output.admits(value) and all(part is None or is_of(output.type, part) for part in parts)

    def _told(self, expression: Expression) -> Value:
        """A result that reads nothing. Raises `FeelError` when it, or all of them together, cost too much."""
        each = Budget(min(DEFAULT_BUDGET, self.budget.steps))
        before = each.steps
        value = expression.evaluate({}, each)
        self.budget.spend(before - each.steps)
        return value

    def _basis(self, node: etree._Element) -> str:
        texts = [node.findtext(f"{{{DMN}}}description") or ""]
        texts += [self._text(part) for part in node.findall(f"{{{DMN}}}annotationEntry")]
        return "; ".join(" ".join(text.split()) for text in texts if text.strip())

    # Small parts

    def _parts(self, node: etree._Element) -> None:
        """Note the parts that would be ignored."""
        accepted = _PARTS[etree.QName(node).localname]
        for part in node:
            name = etree.QName(part)
            if name.namespace == DMNDI or (name.namespace == DMN and name.localname in accepted):
                continue
            mend = _MENDS.get(name.localname, Sentence("Hapus unsur itu dari berkas."))
            self.refuse(
                f"unsupported:{name.localname}",
                Sentence("Unsur '%(name)s' tidak didukung.", name=name.localname),
                mend,
            )

    def _text(self, node: etree._Element | None) -> str:
        if node is None:
            return ""
        if node.get("expressionLanguage", "feel").rsplit("/", 1)[-1].lower() not in {"feel", ""}:
            self.refuse("dmn_language", "Sel ditulis dalam bahasa selain FEEL.", "Pilih FEEL pada sel itu.")
        return (node.findtext(f"{{{DMN}}}text") or "").strip()

    def _named(self, name: str, what: str) -> None:
        if not _NAME.match(name):
            self.refuse(
                "dmn_name",
                Sentence("%(what)s '%(name)s' tidak sah.", what=what, name=name[:40]),
                "Pakai huruf kecil, angka, dan _.",
            )

    def _once(self, names: list[str], what: str) -> None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.refuse(
                "dmn_twice",
                Sentence("%(what)s '%(name)s' ada di dua kolom.", what=what, name=name[:60]),
                "Gabungkan kedua kolom.",
            )

    def _expression(self, text: str, where: str) -> Expression | None:
        try:
            return parse(text)
        except FeelSyntaxError as error:
            message = Sentence(
                "Ungkapan '%(text)s' pada %(where)s tidak dapat dibaca: %(error)s.",
                text=text[:80],
                where=where,
                error=error.said,
            )
            self.refuse("dmn_feel", message, "Perbaiki ungkapan FEEL itu.")
            return None

    def _tests(self, text: str, where: str) -> UnaryTests | None:
        try:
            return parse_unary_tests(text)
        except FeelSyntaxError as error:
            message = Sentence(
                "Sel '%(text)s' pada %(where)s tidak dapat dibaca: %(error)s.",
                text=text[:80],
                where=where,
                error=error.said,
            )
            self.refuse("dmn_feel", message, "Perbaiki sel itu; teks ditulis di antara tanda kutip.")
            return None
