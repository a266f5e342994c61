"""Reading one input component: its words, its rules and its choices, each checked against what we can
honour.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, cast

from webapp.domain.sentences import Sentence
from webapp.forms import types
from webapp.forms.expressions import Expression
from webapp.forms.model import CHOICES, TEXTS, Field, Option, read_option
from webapp.forms.numbers import DIGIT_LIMIT, exact_number, written_number
from webapp.forms.pattern_reader import PatternRefused
from webapp.forms.patterns import Pattern, read_pattern
from webapp.forms.problems import Notes, shown
from webapp.forms.reading_parts import KEY, Raw, read_condition, read_expression, read_key, read_words
from webapp.forms.text import Template, template

COMMON = ("id", "type", "layout", "conditional", "properties")
_INPUT = (*COMMON, "key", "label", "description", "validate", "readonly", "disabled", "defaultValue")
_DATETIME = (
    "subtype", "dateLabel", "timeLabel", "use24h", "timeInterval", "timeSerializingFormat",
    "disallowPassedDates",
)  # fmt: skip
PROPERTIES = {
    "textfield": (*_INPUT, "appearance"),
    "textarea": _INPUT,
    "number": (*_INPUT, "appearance", "decimalDigits", "increment", "serializeToString"),
    "checkbox": _INPUT,
    "radio": (*_INPUT, "values", "valuesKey"),
    "checklist": (*_INPUT, "values", "valuesKey"),
    "select": (*_INPUT, "values", "valuesKey", "searchable"),
    "taglist": (*_INPUT, "values", "valuesKey", "searchable"),
    "datetime": (*_INPUT, *_DATETIME),
}
_RULES = {
    "textfield": ("minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"),
    "textarea": ("minLength", "maxLength"),
    "number": ("min", "max"),
}
_OPTION_LIMIT = 300


def read_field(raw: Raw, notes: Notes, common: dict[str, Any]) -> Field | None:
    """The input of this component; None when its key is missing, for then nothing else can be said."""
    kind = str(raw["type"])
    notes.known_keys(raw, PROPERTIES[kind], Sentence("komponen %(kind)s", kind=kind))
    key = read_key(raw, "key", notes)
    if key is None:
        return None
    values: dict[str, Any] = {
        "key": key,
        "label": _label(raw, notes),
        "description": read_words(raw, "description", notes),
        **_rules(raw, kind, notes),
        **_permissions(raw, notes),
    }
    if kind in CHOICES:
        values |= _choices(raw, notes)
    if kind == "number":
        values |= _number(raw, notes)
    if kind == "datetime":
        values |= _datetime(raw, notes)
    if kind in ("textfield", "number"):
        values |= _adorners(raw, notes)
    field = Field(**common, **values)
    return _with_default(field, raw, notes)


def _label(raw: Raw, notes: Notes) -> Template:
    for name in ("label", "dateLabel", "timeLabel"):
        words = read_words(raw, name, notes)
        if words is not None:
            return words
    notes.refuse("label_kosong", "Isian ini tidak berlabel.", "Isi label: pembaca layar membacakannya.")
    return template("")


def _permissions(raw: Raw, notes: Notes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("readonly", "disabled"):
        value = raw.get(name)
        if isinstance(value, str):
            value = read_condition(raw, name, notes) or False
        elif value is not None and not isinstance(value, bool):
            notes.wrong(name, Sentence("true, false, atau ungkapan FEEL"))
            value = False
        found[name] = value if value is not None else False
        if notes.in_rows and found[name] is not False:
            notes.refuse(
                "kunci_baris",
                Sentence("Properti %(name)s belum didukung di dalam daftar.", name=name),
                "Hapus properti itu, atau pindahkan isian ke luar daftar.",
            )
    return found


def _rules(raw: Raw, kind: str, notes: Notes) -> dict[str, Any]:
    rules = notes.mapping(raw, "validate")
    notes.known_keys(
        rules, ("required", *_RULES.get(kind, ())), Sentence("pemeriksaan komponen %(kind)s", kind=kind)
    )
    found: dict[str, Any] = {"required": notes.flag(rules, "required")}
    for name, target in (
        ("min", "least"),
        ("max", "most"),
        ("minLength", "shortest"),
        ("maxLength", "longest"),
    ):
        if name in _RULES.get(kind, ()):
            found[target] = _bound(rules, name, notes)
    if kind == "textfield":
        found |= _shape(rules, notes)
    return found


def _bound(rules: Raw, name: str, notes: Notes) -> Decimal | Expression | None:
    value = rules.get(name)
    if isinstance(value, str) and value.startswith("="):
        return read_expression(rules, name, notes)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = written_number(value)
    exact = exact_number(value)
    is_length = name in ("minLength", "maxLength")
    if exact is None or (is_length and not (isinstance(exact, int) and 0 <= exact <= types.TEXT_LIMIT)):
        notes.wrong(
            name,
            Sentence("bilangan bulat 0 sampai %(text_limit)s", text_limit=types.TEXT_LIMIT)
            if is_length
            else "bilangan",
        )
        return None
    return Decimal(exact)


def _shape(rules: Raw, notes: Notes) -> dict[str, Any]:
    kind = notes.text(rules, "validationType")
    if kind not in (None, "custom", "email", "phone"):
        notes.wrong("validationType", Sentence("custom, email, atau phone"))
    return {
        "kind": kind if kind in ("email", "phone") else None,
        "pattern": _pattern(notes.text(rules, "pattern"), notes),
        "pattern_message": notes.text(rules, "patternErrorMessage"),
    }


def _pattern(text: str | None, notes: Notes) -> Pattern | None:
    if text is None:
        return None
    try:
        return read_pattern(text)
    except PatternRefused as refusal:
        notes.refuse(
            "pola_tidak_didukung",
            Sentence(
                "Pola “%(shown)s” tidak didukung: %(refusal)s.", shown=shown(text), refusal=refusal.said
            ),
            "Sederhanakan pola, misalnya ^\\d{18}$, atau hapus dan jelaskan bentuknya pada keterangan.",
        )
        return None


def _choices(raw: Raw, notes: Notes) -> dict[str, Any]:
    notes.flag(raw, "searchable")
    source = notes.text(raw, "valuesKey")
    if source is not None:
        if not KEY.fullmatch(source):
            notes.wrong("valuesKey", Sentence("nama fakta, misalnya daftar_rhk"))
        return {"options_from": source, "options": None}
    options = _options(raw.get("values"), notes)
    texts = [option.text for option in options]
    if not options or len(set(texts)) < len(texts) or len(texts) > _OPTION_LIMIT:
        notes.refuse(
            "pilihan_salah",
            "Daftar pilihan kosong, memuat nilai yang sama dua kali, atau terlalu panjang.",
            Sentence(
                "Isi 1 sampai %(option_limit)s pilihan dengan nilai yang berbeda.", option_limit=_OPTION_LIMIT
            ),
        )
    return {"options": tuple(options)}


def _options(values: object, notes: Notes) -> list[Option]:
    if not isinstance(values, list):
        return []
    options = [read_option(value) for value in values]
    if None in options:
        notes.wrong(
            "values", Sentence("pasangan label dan value; value berupa teks, bilangan, atau true/false")
        )
    return [option for option in options if option is not None]


def _number(raw: Raw, notes: Notes) -> dict[str, Any]:
    step = exact_number(raw.get("increment")) if raw.get("increment") is not None else None
    if isinstance(raw.get("increment"), str):
        step = written_number(raw["increment"])
    if raw.get("increment") not in (None, "") and (step is None or step <= 0):
        notes.wrong("increment", Sentence("bilangan lebih dari 0"))
        step = None
    return {
        "decimals": notes.whole(raw, "decimalDigits", 0, DIGIT_LIMIT),
        "step": None if step is None else Decimal(step),
        "as_text": notes.flag(raw, "serializeToString"),
    }


def _datetime(raw: Raw, notes: Notes) -> dict[str, Any]:
    subtype = raw.get("subtype", "date")
    if subtype not in ("date", "time", "datetime"):
        notes.wrong("subtype", Sentence("date, time, atau datetime"))
        subtype = "date"
    if subtype != "date" and raw.get("timeSerializingFormat", "no_timezone") != "no_timezone":
        notes.wrong("timeSerializingFormat", Sentence("no_timezone: jam dicatat seperti yang ditulis"))
    if notes.flag(raw, "disallowPassedDates"):
        notes.refuse(
            "properti_tidak_didukung",
            "Larangan tanggal lampau (disallowPassedDates) tidak didukung.",
            "Hapus centangnya; periksa tanggal dengan syarat pada diagram.",
        )
    notes.flag(raw, "use24h")
    minutes = notes.whole(raw, "timeInterval", 1, 720)
    return {"subtype": cast(Literal["date", "time", "datetime"], subtype), "minutes": minutes}


def _adorners(raw: Raw, notes: Notes) -> dict[str, Any]:
    appearance = notes.mapping(raw, "appearance")
    notes.known_keys(appearance, ("prefixAdorner", "suffixAdorner"), "tampilan isian")
    return {
        "prefix": read_words(appearance, "prefixAdorner", notes),
        "suffix": read_words(appearance, "suffixAdorner", notes),
    }


def _with_default(field: Field, raw: Raw, notes: Notes) -> Field:
    value = raw.get("defaultValue")
    if value is None or (value == "" and field.type not in TEXTS):
        return field
    try:
        default = types.coerce(field, value)
        if field.options is not None and not types.is_empty(default):
            types.chosen(default, field.options)
    except types.WrongKind:
        notes.wrong("defaultValue", Sentence("nilai yang sah untuk isian ini"))
        return field
    return Field(**{**vars(field), "default": default})
