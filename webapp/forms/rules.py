"""What an answer must satisfy: the rules of one visible field, all of them told at once.

Lengths are counted without the spaces at both ends and in the units of JavaScript, numbers are compared
exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from webapp.domain.sentences import Sentence
from webapp.forms import messages
from webapp.forms.expressions import limit
from webapp.forms.javascript import JS_SPACE, code_units
from webapp.forms.model import MULTIPLE, TEXTS, Field
from webapp.forms.numbers import written
from webapp.forms.pattern_reader import INPUT_LIMIT
from webapp.forms.standing import Instance

_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# The addresses that HTML's own e-mail input accepts.
_EMAIL = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*", re.ASCII)
# E.164 with its international prefix, or an Indonesian number as people write it at home.
_PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}|0[1-9][0-9]{7,12}", re.ASCII)
_EMAIL_LIMIT = 254


def broken_rules(instance: Instance) -> list[Sentence]:
    """Everything that is wrong with the answer."""
    field, value, context = instance.field, instance.value, instance.context
    if field.required and _is_missing(field, value):
        return [_required(field)]
    if value is None or value in ("", []):
        return []
    if field.type in TEXTS:
        return [*_length(field, str(value), context), *_shape(field, str(value))]
    if field.type == "number":
        return list(_number(field, Decimal(str(value)), context))
    return []


def _is_missing(field: Field, value: object) -> bool:
    if field.type == "checkbox":
        return value is not True
    return value is None or value == [] or (isinstance(value, str) and not value.strip(JS_SPACE))


def _required(field: Field) -> Sentence:
    if field.type == "checkbox":
        return messages.REQUIRED_CHECKBOX
    if field.type in ("radio", "select"):
        return messages.REQUIRED_CHOICE
    return messages.REQUIRED_CHOICES if field.type in MULTIPLE else messages.REQUIRED


def _length(field: Field, value: str, context: Mapping[str, object]) -> Iterator[Sentence]:
    length = len(code_units(value.strip(JS_SPACE)))
    shortest, longest = limit(field.shortest, context), limit(field.longest, context)
    if isinstance(shortest, Decimal) and length < shortest:
        yield messages.too_short(int(shortest))
    if isinstance(longest, Decimal) and length > longest:
        yield messages.too_long(int(longest))


def _shape(field: Field, value: str) -> Iterator[Sentence]:
    if field.pattern is not None:
        if len(value) > INPUT_LIMIT:
            yield messages.too_long(INPUT_LIMIT)
        elif not field.pattern.matches(value):
            yield Sentence.of_author(field.pattern_message) if field.pattern_message else messages.NOT_PATTERN
    if field.kind == "email" and (len(value) > _EMAIL_LIMIT or not _EMAIL.fullmatch(value)):
        yield messages.NOT_EMAIL
    if field.kind == "phone" and not _PHONE.fullmatch(value):
        yield messages.NOT_PHONE


def _number(field: Field, value: Decimal, context: Mapping[str, object]) -> Iterator[Sentence]:
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if field.decimals is not None and decimals > field.decimals:
        yield messages.too_many_decimals(field.decimals) if field.decimals else messages.NOT_INTEGER
    if field.step is not None and value % field.step != 0:
        yield messages.off_step(written(field.step))
    least, most = limit(field.least, context), limit(field.most, context)
    if not isinstance(least, Decimal | None) or not isinstance(most, Decimal | None):
        yield messages.LIMIT_UNKNOWN
        return
    if least is not None and value < least:
        yield messages.too_small(written(least))
    if most is not None and value > most:
        yield messages.too_large(written(most))
