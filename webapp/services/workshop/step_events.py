"""What an event of a diagram waits for: a time, or a message by its name and the key by which it finds its case.

A message is written once for all events that wait for it with the same key, and goes when no event waits for it.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from webapp.feel import FeelSyntaxError, parse, strip_marker
from webapp.operations import message_facts

from . import step_xml as xml
from .step_xml import Node, NotPossible, name

Wait = tuple[str, str]
"""A message's name and its key, as FEEL."""

_TIMER: Final = "timerEventDefinition"
_MESSAGE: Final = "messageEventDefinition"


def timer(node: Node, kind: str, text: str) -> None:
    """Let an event wait for a time, and for nothing else."""
    before = references(node)
    for tag in (_TIMER, _MESSAGE):
        xml.drop(node.find(name(tag)))
    event = etree.SubElement(node, name(_TIMER))
    tag = "timeDate" if kind == "date" else "timeDuration"
    part = etree.SubElement(
        event, name(tag), {"{http://www.w3.org/2001/XMLSchema-instance}type": "bpmn:tFormalExpression"}
    )
    part.text = text
    sweep(node.getroottree().getroot(), before)


def waited(root: Node, node: Node) -> Wait | None:
    """The message for which an event waits; empty words where it is not chosen yet."""
    if node.find(name(_MESSAGE)) is None:
        return None
    here = references(node)
    return next((_read(one) for one in _messages(root) if one.get("id", "") in here), ("", ""))


def message(root: Node, node: Node, said: str, key: str) -> None:
    """Let an event wait for a message, and for nothing else."""
    said, held, before = said.strip(), waited(root, node), references(node)
    if not said:
        raise NotPossible("Pilih pesan yang ditunggu.")
    if message_facts(said) is None and (held is None or held[0] != said):
        raise NotPossible("Pesan ini tidak dikirim operasi mana pun. Pilih pesan dari daftar.")
    wanted = feel(key, "Isi kunci pesan dengan ungkapan FEEL, misalnya =kunci_perubahan.")
    found = _message(root, (said, wanted), before)
    xml.drop(node.find(name(_TIMER)))
    event = node.find(name(_MESSAGE))
    if event is None:
        event = etree.SubElement(node, name(_MESSAGE))
    event.set("messageRef", found.get("id", ""))
    sweep(root, before)


def _message(root: Node, wait: Wait, own: list[str]) -> Node:
    """The message that is waited for: one that stands there, the event's own with a new key, or a new one."""
    every = sorted(_messages(root), key=lambda one: one.get("id") not in own)
    alike = next((one for one in every if _read(one) == wait), None)
    if alike is not None:
        return alike
    found = next((one for one in every if one.get("name") == wait[0] and _alone(root, one, own)), None)
    if found is None:
        message_id = xml.new_id(root, f"pesan_{wait[0]}", "pesan")
        found = etree.Element(name("message"), {"id": message_id, "name": wait[0]})
        first = next((at for at, one in enumerate(root) if xml.local(one) in ("collaboration", "process")), 0)
        root.insert(first, found)
    xml.set_extension(found, "subscription", correlationKey=wait[1])
    return found


def _alone(root: Node, one: Node, own: list[str]) -> bool:
    here = one.get("id", "")
    return here in own and references(root).count(here) == 1


def sweep(root: Node, message_ids: list[str]) -> None:
    """Take these messages away where no event waits for them any longer."""
    kept = set(references(root))
    for one in list(_messages(root)):
        if one.get("id") in message_ids and one.get("id") not in kept:
            xml.drop(one)


def references(node: Node) -> list[str]:
    """The ids of the messages for which an element, or what stands in it, waits."""
    return [one.get("messageRef", "") for one in node.iter(name(_MESSAGE))]


def feel(text: str, otherwise: str) -> str:
    """A FEEL expression with its mark. Raises `NotPossible` with the other sentence when it is none."""
    text = text.strip()
    text = text if text.startswith("=") else f"={text}"
    try:
        parse(strip_marker(text))
    except FeelSyntaxError as error:
        raise NotPossible(otherwise) from error
    if not text.isprintable():
        raise NotPossible(otherwise)
    return text


def _messages(root: Node) -> list[Node]:
    return root.findall(name("message"))


def _read(one: Node) -> Wait:
    held = xml.extension(one, "subscription")
    return one.get("name", ""), "" if held is None else held.get("correlationKey", "").strip()
