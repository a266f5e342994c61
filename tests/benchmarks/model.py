"""The measured diagrams, each described once and written twice: in our dialect, and for SpiffWorkflow as it comes.

`zeebe` writes BPMN with Camunda 8's extension elements and FEEL; `plain` writes the same course with Python
expressions, which SpiffWorkflow evaluates. Every element that costs time stands in both; only the spelling differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definisi" targetNamespace="uji">'
)
FORM = "uji/keputusan"
LONG_PAST = "2020-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Condition:
    """A comparison of one fact, as both expression languages write it."""

    fact: str
    operator: str
    value: str | int

    @property
    def feel(self) -> str:
        """In FEEL."""
        value = f'"{self.value}"' if isinstance(self.value, str) else self.value
        return f"={self.fact} {self.operator} {value}"

    @property
    def python(self) -> str:
        """In Python."""
        return f"{self.fact} {'==' if self.operator == '=' else self.operator} {self.value!r}"


@dataclass(frozen=True)
class Flow:
    """A sequence flow. Where flows leave a gateway, the one without a condition is its default."""

    source: str
    target: str
    condition: Condition | None = None

    @property
    def id(self) -> str:
        """Its id in both dialects."""
        return f"{self.source}__{self.target}"


@dataclass(frozen=True)
class Node:
    """One element: its BPMN name, and whatever of the rest applies to it.

    `wait` is a timer's element and value, `script` a fact and the expression that gives it, `items` the size of a
    multi-instance activity, `inside` the content of a subprocess.
    """

    tag: str
    id: str
    role: str = ""
    operation: str = ""
    script: tuple[str, str] | None = None
    wait: tuple[str, str] | None = None
    host: str = ""
    calls: str = ""
    items: int = 0
    inside: tuple[Node | Flow, ...] = ()


@dataclass(frozen=True)
class Process:
    """A process: elements and flows in document order."""

    id: str
    parts: tuple[Node | Flow, ...]


def start(id: str) -> Node:  # noqa: A002
    """A start event."""
    return Node("startEvent", id)


def end(id: str) -> Node:  # noqa: A002
    """An end event."""
    return Node("endEvent", id)


def human(id: str, role: str, items: int = 0) -> Node:  # noqa: A002
    """A human step with the one form that all of them show."""
    return Node("userTask", id, role=role, items=items)


def choice(id: str) -> Node:  # noqa: A002
    """An exclusive gateway."""
    return Node("exclusiveGateway", id)


def fork(id: str) -> Node:  # noqa: A002
    """A parallel gateway."""
    return Node("parallelGateway", id)


def operation(id: str, name: str) -> Node:  # noqa: A002
    """An automatic step; in the plain dialect a script that does nothing."""
    return Node("serviceTask", id, operation=name)


def script(id: str, fact: str, expression: str) -> Node:  # noqa: A002
    """A fact from an expression that reads the same in FEEL and in Python."""
    return Node("scriptTask", id, script=(fact, expression))


def reminder(id: str, host: str, wait: tuple[str, str]) -> Node:  # noqa: A002
    """A boundary timer that does not interrupt."""
    return Node("boundaryEvent", id, wait=wait, host=host)


def chain(*ids: str) -> tuple[Flow, ...]:
    """Flows from each element to the next."""
    return tuple(Flow(source, target) for source, target in pairwise(ids))


RETURNED = Condition("keputusan", "=", "kembali")
MONTH = ("timeDuration", "P30D")

YEARLY = Process(
    "skp_tahunan",
    (
        start("mulai"),
        script("awal", "bulan", "0"),
        choice("ke_susun"),
        human("susun", "pegawai"),
        human("ajukan", "pegawai"),
        human("telaah", "pejabat_penilai"),
        reminder("ingat_telaah", "telaah", MONTH),
        end("diingatkan"),
        choice("disetujui"),
        fork("pisah"),
        human("verifikasi_pegawai", "admin_bkpp"),
        human("verifikasi_rencana", "admin_bkpp"),
        fork("gabung"),
        human("persetujuan", "pejabat_penilai"),
        choice("disetujui_pejabat"),
        human("tanda_tangan", "pegawai"),
        human("penetapan", "pejabat_penilai"),
        choice("ke_bulan"),
        script("bulan_berikut", "bulan", "bulan + 1"),
        Node("intermediateCatchEvent", "akhir_bulan", wait=("timeDate", LONG_PAST)),
        Node("callActivity", "bulanan", calls="lembar_bulanan"),
        choice("sudah_setahun"),
        choice("ke_akhir"),
        human("evaluasi_diri", "pegawai"),
        human("umpan_balik", "admin_bkpp", items=3),
        human("penilaian", "pejabat_penilai"),
        choice("diterima"),
        Node(
            "subProcess",
            "pengesahan",
            inside=(
                start("mulai_sah"),
                human("sahkan", "pejabat_penilai"),
                end("sah"),
                *chain("mulai_sah", "sahkan", "sah"),
            ),
        ),
        end("selesai"),
        *chain("mulai", "awal", "ke_susun", "susun", "ajukan", "telaah", "disetujui", "pisah"),
        Flow("ingat_telaah", "diingatkan"),
        Flow("disetujui", "ke_susun", RETURNED),
        *chain("pisah", "verifikasi_pegawai", "gabung"),
        *chain("pisah", "verifikasi_rencana", "gabung"),
        *chain("gabung", "persetujuan", "disetujui_pejabat", "tanda_tangan", "penetapan", "ke_bulan"),
        Flow("disetujui_pejabat", "ke_susun", RETURNED),
        *chain("ke_bulan", "bulan_berikut", "akhir_bulan", "bulanan", "sudah_setahun", "ke_akhir"),
        Flow("sudah_setahun", "ke_bulan", Condition("bulan", "<", 12)),
        *chain("ke_akhir", "evaluasi_diri", "umpan_balik", "penilaian", "diterima", "pengesahan", "selesai"),
        Flow("diterima", "ke_akhir", RETURNED),
    ),
)

MONTHLY = Process(
    "lembar_bulanan",
    (
        start("mulai_bulan"),
        choice("ke_isi"),
        human("isi_realisasi", "pegawai"),
        reminder("ingat_isi", "isi_realisasi", MONTH),
        end("isi_diingatkan"),
        human("telaah_bulanan", "pejabat_penilai"),
        choice("diterima_bulanan"),
        human("konfirmasi", "pegawai"),
        end("bulan_selesai"),
        *chain("mulai_bulan", "ke_isi", "isi_realisasi", "telaah_bulanan", "diterima_bulanan", "konfirmasi"),
        Flow("konfirmasi", "bulan_selesai"),
        Flow("ingat_isi", "isi_diingatkan"),
        Flow("diterima_bulanan", "ke_isi", RETURNED),
    ),
)

SHIPPED = (
    Process(
        "skp_pegawai",
        (
            start("mulai"),
            operation("buka_skp", "skp.buka"),
            Node(
                "subProcess",
                "perencanaan",
                inside=(
                    start("mulai_perencanaan"),
                    Node("callActivity", "dialog", calls="dialog"),
                    Node("callActivity", "penetapan", calls="penetapan"),
                    end("direncanakan"),
                    *chain("mulai_perencanaan", "dialog", "penetapan", "direncanakan"),
                ),
            ),
            reminder("batas_penetapan", "perencanaan", MONTH),
            operation("tandai_terlambat", "skp.tandai_terlambat"),
            end("terlambat"),
            end("skp_ditetapkan"),
            *chain("mulai", "buka_skp", "perencanaan", "skp_ditetapkan"),
            *chain("batas_penetapan", "tandai_terlambat", "terlambat"),
        ),
    ),
    Process(
        "dialog",
        (
            start("mulai_dialog"),
            human("catat_dialog", "pejabat_penilai"),
            human("konfirmasi_dialog", "pegawai"),
            choice("sesuai"),
            end("ekspektasi_disepakati"),
            *chain("mulai_dialog", "catat_dialog", "konfirmasi_dialog", "sesuai", "ekspektasi_disepakati"),
            Flow("sesuai", "catat_dialog", Condition("konfirmasi", "=", "perlu_diperbaiki")),
        ),
    ),
    Process(
        "penetapan",
        (
            start("mulai_penetapan"),
            human("susun_skp", "pegawai"),
            human("reviu", "pejabat_penilai"),
            choice("disetujui"),
            operation("buka_revisi", "skp.buka_revisi"),
            operation("kunci_naskah", "skp.kunci"),
            human("tanda_tangan", "pegawai"),
            human("tetapkan", "pejabat_penilai"),
            operation("terbitkan", "skp.terbitkan"),
            end("ditetapkan"),
            *chain("mulai_penetapan", "susun_skp", "reviu", "disetujui", "kunci_naskah", "tanda_tangan"),
            Flow("disetujui", "buka_revisi", Condition("keputusan", "=", "kembalikan")),
            Flow("buka_revisi", "susun_skp"),
            *chain("tanda_tangan", "tetapkan", "terbitkan", "ditetapkan"),
        ),
    ),
)
"""The shipped diagrams, for the plain dialect only: ours runs the shipped files themselves."""


def zeebe(process: Process) -> str:
    """The process in the dialect that this program runs."""
    body = "".join(_zeebe(part, process.parts) for part in process.parts)
    return (
        f'{HEAD}<bpmn:process id="{process.id}" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
    )


def plain(process: Process) -> str:
    """The process as SpiffWorkflow's own parser reads it."""
    body = "".join(_plain(part, process.parts) for part in process.parts)
    return (
        f'{HEAD}<bpmn:process id="{process.id}" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'
    )


def human_steps(process: Process) -> Iterator[str]:
    """Ids of the process's human steps, those of its subprocesses included."""
    for part in _nodes(process.parts):
        if part.tag == "userTask":
            yield part.id


def _nodes(parts: tuple[Node | Flow, ...]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, Node):
            yield part
            yield from _nodes(part.inside)


def _attributes(node: Node, parts: tuple[Node | Flow, ...]) -> str:
    written = f" id={quoteattr(node.id)} name={quoteattr(node.id)}"
    if node.host:
        written += f' attachedToRef="{node.host}" cancelActivity="false"'
    leaving = [part for part in parts if isinstance(part, Flow) and part.source == node.id]
    if node.tag == "exclusiveGateway" and len(leaving) > 1:
        written += f' default="{next(flow.id for flow in leaving if flow.condition is None)}"'
    return written


def _zeebe(part: Node | Flow, parts: tuple[Node | Flow, ...]) -> str:
    if isinstance(part, Flow):
        return _flow(part, part.condition.feel if part.condition else None)
    notes = ""
    if part.tag == "userTask":
        notes = f'<zeebe:formDefinition formId="{FORM}" /><zeebe:assignmentDefinition candidateGroups="{part.role}" />'
    if part.operation:
        notes = f'<zeebe:taskDefinition type="{part.operation}" />'
    if part.script:
        notes = f'<zeebe:script resultVariable="{part.script[0]}" expression="={part.script[1]}" />'
    if part.calls:
        notes = f'<zeebe:calledElement processId="{part.calls}" />'
    inner = _notes(notes) + _timer(part, "{}") + "".join(_zeebe(one, part.inside) for one in part.inside)
    if part.items:
        items = ", ".join(str(number) for number in range(1, part.items + 1))
        loop = _notes(f'<zeebe:loopCharacteristics inputCollection="=[{items}]" inputElement="butir" />')
        inner += f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"
    return f"<bpmn:{part.tag}{_attributes(part, parts)}>{inner}</bpmn:{part.tag}>"


def _plain(part: Node | Flow, parts: tuple[Node | Flow, ...]) -> str:
    if isinstance(part, Flow):
        return _flow(part, part.condition.python if part.condition else None)
    tag = "scriptTask" if part.operation else part.tag
    inner = _timer(part, '"{}"') + "".join(_plain(one, part.inside) for one in part.inside)
    if part.operation:
        inner += "<bpmn:script>langkah = 1</bpmn:script>"
    if part.script:
        inner += f"<bpmn:script>{part.script[0]} = {part.script[1]}</bpmn:script>"
    if part.items:
        cardinality = f"<bpmn:loopCardinality>{part.items}</bpmn:loopCardinality>"
        inner += (
            f"<bpmn:multiInstanceLoopCharacteristics>{cardinality}</bpmn:multiInstanceLoopCharacteristics>"
        )
    called = f' calledElement="{part.calls}"' if part.calls else ""
    return f"<bpmn:{tag}{_attributes(part, parts)}{called}>{inner}</bpmn:{tag}>"


def _flow(flow: Flow, condition: str | None) -> str:
    inner = ""
    if condition is not None:
        kind = 'xsi:type="bpmn:tFormalExpression"'
        inner = f"<bpmn:conditionExpression {kind}>{escape(condition)}</bpmn:conditionExpression>"
    ends = f'sourceRef="{flow.source}" targetRef="{flow.target}"'
    return f'<bpmn:sequenceFlow id="{flow.id}" {ends}>{inner}</bpmn:sequenceFlow>'


def _notes(text: str) -> str:
    return f"<bpmn:extensionElements>{text}</bpmn:extensionElements>" if text else ""


def _timer(node: Node, written: str) -> str:
    if node.wait is None:
        return ""
    kind, value = node.wait
    text = written.format(value)
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
