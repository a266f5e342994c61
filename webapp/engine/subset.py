"""The accepted subset of BPMN 2.0 and of Camunda 8's extension elements, as tables.

What is not listed as accepted is refused; the refusals that people meet have a mend of their own. The reader
decides by these tables and `docs/bpmn-subset.md` is checked against them, so the page cannot drift from the code.
"""

from __future__ import annotations

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"

FLOW_NODES: Final[dict[str, str]] = {
    "startEvent": "awal proses, tanpa pemicu",
    "endEvent": "akhir proses; boleh bertanda terminate",
    "userTask": "langkah yang dikerjakan orang, dengan formulir atau halaman kerja",
    "serviceTask": "langkah otomatis yang memanggil operasi terdaftar",
    "businessRuleTask": "langkah otomatis yang membaca satu tabel keputusan",
    "scriptTask": "satu ungkapan FEEL yang menghasilkan satu fakta",
    "callActivity": "memanggil proses lain dalam berkas rilis yang sama",
    "subProcess": "subproses tertanam",
    "exclusiveGateway": "memilih satu cabang",
    "parallelGateway": "membagi ke semua cabang dan menunggu semuanya",
    "inclusiveGateway": "memilih satu cabang atau lebih dan menunggu yang dipilih",
    "intermediateCatchEvent": "menunggu waktu (timer) atau pesan",
    "boundaryEvent": "batas waktu (timer) atau pesan pada langkah, panggilan proses, atau subproses",
}

ARTIFACTS: Final[frozenset[str]] = frozenset({"textAnnotation", "association", "group"})

# What people draw that does not run here, and what to draw instead.
REFUSED: Final[dict[str, str]] = {
    "task": "Pilih jenisnya: userTask untuk pekerjaan orang, serviceTask untuk langkah otomatis.",
    "manualTask": "Pakai userTask dengan formulir, agar ada catatan bahwa pekerjaan selesai.",
    "sendTask": "Pakai serviceTask dengan operasi yang mengirim pesan.",
    "receiveTask": "Pakai intermediateCatchEvent yang menunggu pesan.",
    "complexGateway": "Pakai gateway eksklusif, paralel, atau inklusif.",
    "eventBasedGateway": "Pakai timer atau pesan batas (boundaryEvent) pada langkah yang ditunggu.",
    "intermediateThrowEvent": "Pakai serviceTask dengan operasi yang mengirim pesan, atau hapus.",
    "transaction": "Pakai subproses biasa.",
    "adHocSubProcess": "Pakai subproses biasa dengan urutan yang jelas.",
    "dataObject": "Hapus: data SKP disimpan di tabelnya sendiri, bukan di diagram.",
    "dataObjectReference": "Hapus: data SKP disimpan di tabelnya sendiri, bukan di diagram.",
    "dataStoreReference": "Hapus: data SKP disimpan di tabelnya sendiri, bukan di diagram.",
    "ioSpecification": "Hapus; masukan operasi ditulis sebagai zeebe:ioMapping.",
    "standardLoopCharacteristics": "Gambarkan pengulangan sebagai alur kembali melalui gateway.",
    "messageEventDefinition": "Pesan ditunggu intermediateCatchEvent atau boundaryEvent, dan dikirim operasi.",
    "signalEventDefinition": "Sinyal tidak didukung; pakai serviceTask dengan operasi.",
    "errorEventDefinition": "Galat tidak digambar; operasi menolak dan langkah tetap terbuka.",
    "escalationEventDefinition": "Eskalasi dinyatakan sebagai tenggat, bukan digambar.",
    "compensateEventDefinition": "Kompensasi tidak didukung; gambarkan langkah pembatalannya.",
    "conditionalEventDefinition": "Pakai gateway eksklusif dengan syarat FEEL.",
    "linkEventDefinition": "Hubungkan kedua bagian dengan alur biasa.",
    "cancelEventDefinition": "Pakai akhir bertanda terminate.",
    "timeCycle": "Pakai timeDate atau timeDuration; pengingat berulang dinyatakan sebagai tenggat.",
    "script": "Kode tidak dijalankan; pakai zeebe:script dengan satu ungkapan FEEL.",
    "loopCardinality": "Pakai zeebe:loopCharacteristics dengan inputCollection.",
    "completionCondition": "Belum didukung; tunggu semua, atau pakai timer batas.",
    "messageFlow": "Hapus; antarproses dihubungkan dengan callActivity.",
    "signal": "Hapus; sinyal tidak didukung.",
    "error": "Hapus; galat tidak digambar.",
}

# zeebe: elements, and the flow nodes on which each may stand.
EXTENSIONS: Final[dict[str, frozenset[str]]] = {
    "formDefinition": frozenset({"userTask"}),
    "assignmentDefinition": frozenset({"userTask"}),
    "userTask": frozenset({"userTask"}),
    "taskSchedule": frozenset({"userTask"}),
    "taskDefinition": frozenset({"serviceTask"}),
    "ioMapping": frozenset({"serviceTask", "businessRuleTask"}),
    "calledDecision": frozenset({"businessRuleTask"}),
    "script": frozenset({"scriptTask"}),
    "calledElement": frozenset({"callActivity"}),
    "properties": frozenset({*FLOW_NODES, "process", "lane"}),
    "loopCharacteristics": frozenset({"multiInstanceLoopCharacteristics"}),
    "subscription": frozenset({"message"}),
}

# Attributes of each extension element (and of its parts) that are read, or that change nothing here.
EXTENSION_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "formDefinition": frozenset({"formId"}),
    "assignmentDefinition": frozenset({"candidateGroups"}),
    "taskDefinition": frozenset({"type"}),
    "taskSchedule": frozenset({"dueDate"}),
    "input": frozenset({"source", "target"}),
    "output": frozenset({"source", "target"}),  # refused as a whole, with its own mend
    "calledDecision": frozenset({"decisionId", "resultVariable"}),
    "script": frozenset({"expression", "resultVariable"}),
    # Facts belong to the whole case, so what Camunda calls propagation always holds.
    "calledElement": frozenset({"processId", "propagateAllChildVariables", "propagateAllParentVariables"}),
    "property": frozenset({"name", "value"}),
    "loopCharacteristics": frozenset({"inputCollection", "inputElement"}),
    "subscription": frozenset({"correlationKey"}),
}

# Attributes of flow nodes, flows and repetitions, and the values they may have (None: any).
ATTRIBUTES: Final[dict[str, frozenset[str] | None]] = {
    "id": None,
    "name": None,
    "default": None,
    "attachedToRef": None,
    "sourceRef": None,
    "targetRef": None,
    "gatewayDirection": None,
    "cancelActivity": frozenset({"true", "false"}),
    "isSequential": frozenset({"true", "false"}),
    "triggeredByEvent": frozenset({"true", "false"}),  # "true" has a mend of its own
    "isForCompensation": frozenset({"false"}),
    "isInterrupting": frozenset({"true"}),
    "parallelMultiple": frozenset({"false"}),
    "startQuantity": frozenset({"1"}),
    "completionQuantity": frozenset({"1"}),
}

LOOPED: Final[frozenset[str]] = frozenset({"userTask", "serviceTask", "callActivity", "subProcess"})
BOUNDED: Final[frozenset[str]] = frozenset({"userTask", "callActivity", "subProcess"})

MAX_BYTES: Final = 1024 * 1024
MAX_XML_ELEMENTS: Final = 6_000
MAX_XML_DEPTH: Final = 40
MAX_FLOW_NODES: Final = 400
MAX_NAME: Final = 200
