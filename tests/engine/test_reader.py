"""What the reader accepts and refuses: one minimal diagram for each element, extension element and attribute."""

from __future__ import annotations

import string
from itertools import product

import pytest

from webapp.engine import Problem, Process, read_definitions, subset
from webapp.engine.model import Bounds

from . import small
from .small import around, codes, diagram, element, problems, user


def catching(definition: str) -> bytes:
    """An intermediate event with another definition than a timer."""
    return around(element("intermediateCatchEvent", "langkah", parts=f"<bpmn:{definition} />"))


def beside(extra: str, root: str = "", before: str = "") -> bytes:
    """A good process with something beside its steps."""
    return small.definitions(
        small.process(
            small.start(), user("langkah"), small.end(), small.chain("mulai", "langkah", "selesai"), extra
        ),
        root + before,
    )


def repeated_with(part: str) -> bytes:
    """A repetition that says more than it may."""
    return around(user("langkah", small.repeated("daftar").replace("</bpmn:multi", f"{part}</bpmn:multi")))


REFUSED: dict[str, bytes] = {
    **{
        name: around(element(name, "langkah"))
        for name in (
            "task", "manualTask", "sendTask", "receiveTask", "complexGateway",
            "eventBasedGateway", "intermediateThrowEvent", "transaction", "adHocSubProcess",
        )
    },
    **{
        name: beside(f'<bpmn:{name} id="data" />')
        for name in ("dataObject", "dataObjectReference", "dataStoreReference")
    },
    **{
        name: around(user("langkah", f"<bpmn:{name} />"))
        for name in ("ioSpecification", "standardLoopCharacteristics")
    },
    **{
        f"{name}EventDefinition": catching(f"{name}EventDefinition")
        for name in ("signal", "error", "escalation", "compensate", "conditional", "link", "cancel")
    },
    "messageEventDefinition": diagram(
        element("startEvent", "langkah", parts=small.awaits()), small.end(), small.chain("langkah", "selesai"),
        root=small.message(),
    ),
    "timeCycle": around(element("intermediateCatchEvent", "langkah", parts=small.timer("R/P1D", "timeCycle"))),
    "script": around(
        small.script("langkah", "n", "1").replace("</bpmn:sc", "<bpmn:script>1</bpmn:script></bpmn:sc")
    ),
    "loopCardinality": repeated_with("<bpmn:loopCardinality>3</bpmn:loopCardinality>"),
    "completionCondition": repeated_with("<bpmn:completionCondition>=true</bpmn:completionCondition>"),
    "messageFlow": beside(
        "", '<bpmn:collaboration id="kerja_sama"><bpmn:messageFlow id="pesan" /></bpmn:collaboration>'
    ),
    **{name: beside("", f'<bpmn:{name} id="akar" />') for name in ("signal", "error")},
}  # fmt: skip


def is_sentence(text: str) -> bool:
    """Whether a text reads as a sentence for a person: begins with a capital or a quoted word, ends with a stop."""
    return text.endswith(".") and text[0] in string.ascii_uppercase + "'" and " " in text


def the_one(found: list[Problem], code: str) -> Problem:
    """The problem with a code."""
    return next(problem for problem in found if problem.code == code)


@pytest.mark.parametrize("name", subset.REFUSED)
def test_each_refused_element_is_named_with_its_mend(name: str) -> None:
    problem = the_one(problems(REFUSED[name]), f"unsupported:{name}")
    assert problem.message == f"Unsur '{name}' tidak didukung."
    assert problem.mend == subset.REFUSED[name]
    assert is_sentence(problem.message)
    assert is_sentence(problem.mend)
    assert problem.element_id in {"langkah", "data", "pesan", "akar"}
    assert problem.file == "0.bpmn"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (beside('<bpmn:property id="p" />'), "property"),
        (beside("", '<bpmn:itemDefinition id="i" />'), "itemDefinition"),
        (beside("", '<bpmn:escalation id="e" />'), "escalation"),
        (beside("", '<bpmn:import namespace="x" location="http://x" importType="y" />'), "import"),
        (around(user("langkah", '<bpmn:potentialOwner id="o" />')), "potentialOwner"),
        (around(user("langkah", "<camunda:formData />")), "formData"),
        (around(small.service("langkah", parts="<bpmn:script>1</bpmn:script>")), "script"),
        (around(element("startEvent", "langkah", parts=small.timer("P1D"))), "timerEventDefinition"),
        (around(element("intermediateCatchEvent", "langkah", parts="<bpmn:terminateEventDefinition />")),
         "terminateEventDefinition"),
        (around(small.script("langkah", "n", "1").replace("</bpmn:sc", small.repeated("x") + "</bpmn:sc")),
         "multiInstanceLoopCharacteristics"),
        (beside(small.repeated("x")), "multiInstanceLoopCharacteristics"),
        (beside("<bpmn:timerEventDefinition />"), "timerEventDefinition"),
        (beside("", '<bpmn:collaboration id="k"><bpmn:participant id="p" processRef="uji">'
                "<bpmn:participantMultiplicity /></bpmn:participant></bpmn:collaboration>"), "participantMultiplicity"),
    ],
)  # fmt: skip
def test_what_is_on_no_list_or_in_the_wrong_place_is_refused_too(raw: bytes, name: str) -> None:
    problem = the_one(problems(raw), f"unsupported:{name}")
    assert f"'{name}'" in problem.message
    assert is_sentence(problem.mend)


WAITS = element("intermediateCatchEvent", "langkah", parts=small.awaits())
TWO = element("intermediateCatchEvent", "langkah", parts=small.awaits() + small.timer("P1D"))
ODD = WAITS.replace(" />", ' operationRef="x" />')


@pytest.mark.parametrize(
    ("root", "step", "code"),
    [
        (small.message(), WAITS, None),
        (
            small.message(),
            WAITS.replace(
                " />", "><bpmn:documentation>Kabar.</bpmn:documentation></bpmn:messageEventDefinition>"
            ),
            None,
        ),
        (
            small.message(),
            WAITS.replace(" />", "><bpmn:script /></bpmn:messageEventDefinition>"),
            "unsupported:script",
        ),
        (
            small.message().replace("</bpmn:message>", "<bpmn:script /></bpmn:message>"),
            WAITS,
            "unsupported:script",
        ),
        (small.message(), ODD, "attribute"),
        (small.message("Kabar Baru", ident="kabar"), WAITS, "message"),
        ('<bpmn:message id="kabar" name="kabar" />', WAITS, "message"),
        (small.message(correlation="1 +"), WAITS, "feel"),
        (small.message().replace("=wilayah", "wilayah"), WAITS, "not_feel"),
        (small.message().replace("<zeebe", '<zeebe:script expression="=1" /><zeebe'), WAITS, "extension"),
        (small.message().replace('id="kabar"', 'id="kabar" itemRef="x"'), WAITS, "attribute"),
        (small.message("lain"), WAITS, "no_message"),
        (small.message(), WAITS.replace(' messageRef="kabar"', ""), "no_message"),
        (small.message(), TWO, "no_timer"),
        (small.message(), element("intermediateCatchEvent", "langkah", parts=small.awaits() * 2), "no_timer"),
        (small.message(), element("intermediateCatchEvent", "langkah"), "no_timer"),
    ],
)
def test_a_message_needs_a_name_a_correlation_and_an_event_that_waits_for_it_alone(
    root: str, step: str, code: str | None
) -> None:
    raw = diagram(small.start(), step, small.end(), small.chain("mulai", "langkah", "selesai"), root=root)
    assert codes(problems(raw)) == ({code} if code else set())


# -- what is accepted -----------------------------------------------------------------------------------------

CHILD = small.process(
    small.start("m"), user("isi"), small.end("s"), small.chain("m", "isi", "s"), ident="anak"
)
INSIDE = "".join([small.start("m"), user("isi"), small.end("s"), small.chain("m", "isi", "s")])


def split_and_merged(kind: str, extensions: str = "") -> bytes:
    """A gateway that divides, one that merges, and a step between them."""
    condition = None if kind == "parallelGateway" else "a = 1"
    default = {} if kind == "parallelGateway" else {"default": "lain"}
    return diagram(
        small.start(), element(kind, "langkah", extensions, **default), user("a"), element(kind, "temu"), small.end(),
        small.chain("mulai", "langkah"), small.flow("langkah", "a", condition),
        small.flow("langkah", "temu", ident="lain"), small.chain("a", "temu", "selesai"),
    )  # fmt: skip


def accepted(kind: str, extensions: str = "") -> bytes:
    """A good diagram with an element of this kind, which may carry further extension elements."""
    if kind.endswith("Gateway"):
        return split_and_merged(kind, extensions)
    if kind in {"startEvent", "endEvent"}:
        first = element("startEvent", "mulai", extensions if kind == "startEvent" else "")
        last = element("endEvent", "selesai", extensions if kind == "endEvent" else "")
        return diagram(first, user("langkah"), last, small.chain("mulai", "langkah", "selesai"))
    if kind == "boundaryEvent":
        event = element(kind, "batas", extensions, small.timer("P1D"), attachedToRef="langkah")
        return diagram(
            small.start(), user("langkah"), event, small.end(), small.chain("mulai", "langkah", "selesai"),
            small.chain("batas", "selesai"),
        )  # fmt: skip
    own = {
        "userTask": small.FORM,
        "serviceTask": '<zeebe:taskDefinition type="uji.jalan" />',
        "businessRuleTask": '<zeebe:calledDecision decisionId="uji_tabel" resultVariable="hasil" />',
        "scriptTask": '<zeebe:script expression="=1" resultVariable="n" />',
        "callActivity": '<zeebe:calledElement processId="anak" />',
    }.get(kind, "")
    parts = {"subProcess": INSIDE, "intermediateCatchEvent": small.timer("P1D")}.get(kind, "")
    step = element(kind, "langkah", own + extensions, parts)
    whole = small.process(small.start(), step, small.end(), small.chain("mulai", "langkah", "selesai"))
    return small.definitions(whole + (CHILD if kind == "callActivity" else "").replace('"isi"', '"isi_anak"'))


@pytest.mark.parametrize("kind", subset.FLOW_NODES)
def test_each_accepted_element_is_accepted(kind: str) -> None:
    raw = accepted(kind)
    assert problems(raw) == []
    assert kind in {
        e.kind
        for p in read_definitions({"x": raw, "t.dmn": small.table()}).processes.values()
        for e in p.elements.values()
    }


@pytest.mark.parametrize("kind", sorted(subset.LOOPED))
def test_each_element_that_may_be_repeated_is_accepted_with_a_repetition(kind: str) -> None:
    raw = accepted(kind).replace(
        f"</bpmn:{kind}>".encode(), f"{small.repeated('daftar')}</bpmn:{kind}>".encode(), 1
    )
    assert problems(raw) == []


@pytest.mark.parametrize(("name", "kind"), list(product(subset.EXTENSIONS, subset.FLOW_NODES)))
def test_an_extension_element_is_refused_where_it_would_not_be_read(name: str, kind: str) -> None:
    found = codes(problems(accepted(kind, f"<zeebe:{name} />")))
    if kind not in subset.EXTENSIONS[name]:
        assert "extension" in found
    elif name in {"userTask", "properties"}:
        assert found == set()


def test_extension_elements_of_others_are_refused() -> None:
    for extension in ("<camunda:taskListener />", "<zeebe:taskHeaders />", "<zeebe:executionListeners />"):
        problem = the_one(problems(accepted("userTask", extension)), "extension")
        assert extension.split(":")[1].split()[0] in problem.message
        assert is_sentence(problem.message)
        assert is_sentence(problem.mend)


def test_an_extension_element_may_not_stand_twice() -> None:
    assert codes(problems(accepted("userTask", small.FORM))) == {"extension"}


@pytest.mark.parametrize(
    ("kind", "extension"),
    [
        ("serviceTask", '<zeebe:taskDefinition type="x" retries="3" />'),
        ("userTask", '<zeebe:formDefinition formKey="x" />'),
        ("userTask", '<zeebe:assignmentDefinition candidateGroups="pegawai" assignee="=penilai" />'),
        ("callActivity", '<zeebe:calledElement processId="anak" bindingType="deployment" />'),
        ("endEvent", '<zeebe:properties><zeebe:property name="a" value="b" kode="c" /></zeebe:properties>'),
    ],
)
def test_an_attribute_of_an_extension_element_that_would_not_be_read_is_refused(
    kind: str, extension: str
) -> None:
    problem = the_one(problems(around(element(kind, "langkah", extension))), "extension")
    assert problem.message.startswith("Atribut '")
    assert is_sentence(problem.message)


def test_a_repetition_that_should_collect_results_is_refused() -> None:
    loop = small.repeated("daftar").replace("inputElement", "outputCollection='hasil' inputElement")
    assert codes(problems(around(user("langkah", loop)))) == {"extension"}


def test_the_propagation_that_editors_write_on_a_call_is_accepted() -> None:
    raw = accepted("callActivity").replace(
        b' processId="anak"', b' processId="anak" propagateAllChildVariables="false"'
    )
    assert problems(raw) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("isForCompensation", "true"),
        ("startQuantity", "2"),
        ("completionQuantity", "3"),
        ("camunda:assignee", "budi"),
        ("camunda:asyncBefore", "true"),
        ("scriptFormat", "python"),
        ("salah_ketik", "x"),
    ],
)
def test_an_attribute_that_would_be_ignored_is_refused(name: str, value: str) -> None:
    problem = the_one(problems(around(user("langkah", **{name: value}))), "attribute")
    assert problem.element_id == "langkah"
    assert f"'{name.split(':')[-1]}'" in problem.message
    assert is_sentence(problem.message)


@pytest.mark.parametrize(("name", "value"), [("isForCompensation", "false"), ("startQuantity", "1")])
def test_an_attribute_that_says_what_holds_anyway_is_accepted(name: str, value: str) -> None:
    assert problems(around(user("langkah", **{name: value}))) == []


def test_a_flow_may_not_carry_more_than_its_condition() -> None:
    for part in (
        "<bpmn:extensionElements><zeebe:properties /></bpmn:extensionElements>",
        "<bpmn:auditing />",
    ):
        raw = around(user("langkah")).replace(b'targetRef="langkah">', f'targetRef="langkah">{part}'.encode())
        assert codes(problems(raw)) & {"extension", "unsupported:auditing"}
    raw = around(user("langkah")).replace(
        b'targetRef="langkah">', b'targetRef="langkah" isImmediate="false">'
    )
    assert codes(problems(raw)) == {"attribute"}


def test_an_event_subprocess_is_refused() -> None:
    raw = around(element("subProcess", "langkah", parts=INSIDE, triggeredByEvent="true"))
    problem = the_one(problems(raw), "event_subprocess")
    assert "'langkah'" in problem.message


@pytest.mark.parametrize("value", ["0", "1", "TRUE", ""])
def test_whether_a_timer_interrupts_must_be_said_plainly(value: str) -> None:
    raw = accepted("boundaryEvent").replace(
        b' attachedToRef="', f' cancelActivity="{value}" attachedToRef="'.encode()
    )
    assert codes(problems(raw)) == {"attribute"}


# -- timers, repetitions, scripts, inputs, conditions -----------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "text", "code"),
    [
        ("timeDuration", "P14D", None), ("timeDuration", "PT30M", None), ("timeDuration", '=duration("P1D")', None),
        ("timeDate", "2026-01-31", None), ("timeDate", "2026-01-31T08:00:00+07:00", None), ("timeDate", "=batas", None),
        ("timeDuration", "", "timer"), ("timeDuration", "14 hari", "timer"), ("timeDuration", "2026-01-31", "timer"),
        ("timeDuration", "P99999999999M", "timer"), ("timeDuration", "R/PT0S", "timer"),
        ("timeDuration", "PT", "timer"),
        ("timeDate", "P1D", "timer"), ("timeDate", "2026-02-30", "timer"), ("timeDate", "besok", "timer"),
        ("timeDate", "= ", "feel"), ("timeDuration", "=duration(", "feel"),
    ],
)  # fmt: skip
def test_a_timer_must_be_able_to_come(tag: str, text: str, code: str | None) -> None:
    raw = around(element("intermediateCatchEvent", "langkah", parts=small.timer(text, tag)))
    assert codes(problems(raw)) == ({code} if code else set())


def test_an_event_has_exactly_one_time() -> None:
    twice = small.timer("P1D") + small.timer("P2D")
    both = small.timer("P1D").replace("</bpmn:timer", "<bpmn:timeDate>2026-01-01</bpmn:timeDate></bpmn:timer")
    for parts in ("", "<bpmn:timerEventDefinition />", twice, both):
        problem = the_one(
            problems(around(element("intermediateCatchEvent", "langkah", parts=parts))), "no_timer"
        )
        assert "'langkah'" in problem.message


@pytest.mark.parametrize(
    ("collection", "variable", "code"),
    [("=daftar", "butir", None), ("daftar", "butir", "not_feel"), ("", "butir", "not_feel"), ("=[", "butir", "feel"),
     ("=daftar", "Butir 1", "item"), ("=daftar", "", "item")],
)  # fmt: skip
def test_a_repetition_names_its_list_and_its_item(collection: str, variable: str, code: str | None) -> None:
    loop = (
        small.repeated("daftar").replace('"=daftar"', f'"{collection}"').replace("'butir'", f"'{variable}'")
    )
    assert codes(problems(around(user("langkah", loop)))) == ({code} if code else set())


@pytest.mark.parametrize(
    ("expression", "result", "code"),
    [("=1", "n", None), ("1", "n", "not_feel"), ("=1 +", "n", "feel"), ("=1", "N", "result"), ("=1", "", "result"),
     ("=1", "a.b", "result"), ("=1", "x" * 61, "result")],
)  # fmt: skip
def test_a_script_is_one_expression_and_one_fact(expression: str, result: str, code: str | None) -> None:
    script = f'<zeebe:script expression="{expression}" resultVariable="{result}" />'
    assert codes(problems(around(element("scriptTask", "langkah", script)))) == ({code} if code else set())


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ('<zeebe:input source="=n + 1" target="n" />', None), ('<zeebe:input source="tetap" target="n" />', None),
        ('<zeebe:output source="=n" target="m" />', "mapping"), ('<zeebe:input source="=n" target="N" />', "mapping"),
        ('<zeebe:input source="=n +" target="n" />', "feel"), ('<zeebe:input source="" target="n" />', "not_feel"),
    ],
)  # fmt: skip
def test_inputs_of_an_operation_are_mapped_by_name(mapping: str, code: str | None) -> None:
    raw = around(small.service("langkah", f"<zeebe:ioMapping>{mapping}</zeebe:ioMapping>"))
    assert codes(problems(raw)) == ({code} if code else set())


@pytest.mark.parametrize("result", ["", "Hasil"])
def test_the_answer_of_a_table_becomes_a_fact_with_a_plain_name(result: str) -> None:
    assert codes(problems(around(small.rule("langkah", result=result)))) == {"result"}


def test_a_condition_is_feel_with_its_marker() -> None:
    for text, code in (("a = 1", "not_feel"), ("=a = ", "feel"), ("", "not_feel")):
        raw = split_and_merged("exclusiveGateway").replace(b">=a = 1<", f">{text}<".encode())
        problem = the_one(problems(raw), code)
        assert problem.element_id == "langkah__a"
        assert is_sentence(problem.message)


# -- lanes, pools, drawing, words -------------------------------------------------------------------------------


def laned(lanes: str, step: str = "") -> bytes:
    """A process with lanes, and a human step without a role of its own."""
    task = step or element("userTask", "langkah", '<zeebe:formDefinition formId="uji/isi" />')
    return diagram(
        f'<bpmn:laneSet id="lajur">{lanes}</bpmn:laneSet>', small.start(), task, small.end(),
        small.chain("mulai", "langkah", "selesai"),
    )  # fmt: skip


def lane(ident: str, *members: str, role: str = "", parts: str = "") -> str:
    """A lane with members."""
    peran = (
        f'<zeebe:properties><zeebe:property name="peran" value="{role}" /></zeebe:properties>' if role else ""
    )
    refs = "".join(f"<bpmn:flowNodeRef>{member}</bpmn:flowNodeRef>" for member in members)
    extensions = f"<bpmn:extensionElements>{peran}</bpmn:extensionElements>"
    return f'<bpmn:lane id="{ident}" name="Lajur {ident}">{extensions}{refs}{parts}</bpmn:lane>'


def read(raw: bytes) -> Process:
    """The process of a file."""
    return read_definitions({"uji.bpmn": raw}).processes["uji"]


def test_a_step_has_its_lanes_role_the_subprocess_stands_for_what_is_inside_and_an_own_role_goes_before() -> (
    None
):
    assert read(laned(lane("pegawai", "langkah"))).elements["langkah"].role == "pegawai"
    assert (
        read(laned(lane("L1", "langkah", role="atasan_penilai"))).elements["langkah"].role == "atasan_penilai"
    )
    assert (
        read(laned(lane("L1", "langkah", role="sistem"), user("langkah"))).elements["langkah"].role
        == "pegawai"
    )
    inside = INSIDE.replace('<zeebe:assignmentDefinition candidateGroups="pegawai" />', "")
    nested = read(laned(lane("sistem", "langkah"), element("subProcess", "langkah", parts=inside)))
    assert nested.elements["isi"].role == "sistem"
    assert nested.lanes[0].name == "Lajur sistem"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (laned(lane("Lajur_1", "langkah")), "role"),
        (laned(lane("pegawai", "langkah", role="Pejabat Penilai")), "role"),
        (laned(lane("pegawai", "langkah", parts='<bpmn:childLaneSet id="c" />')), "nested_lane"),
        (laned(lane("pegawai", "langkah") + lane("sistem", "langkah")), "two_lanes"),
        (
            around(element("subProcess", "langkah", parts=f'<bpmn:laneSet id="dalam" />{INSIDE}')),
            "nested_lane",
        ),
        (around(user("langkah").replace('"pegawai"', '"=siapa"')), "role"),
        (around(user("langkah").replace('"pegawai"', '"pegawai,sistem"')), "role"),
    ],
)
def test_a_role_is_plain_and_there_is_one(raw: bytes, code: str) -> None:
    problem = the_one(problems(raw), code)
    assert is_sentence(problem.message)
    assert is_sentence(problem.mend)


def test_a_process_is_read_with_its_words_pool_and_drawing() -> None:
    raw = small.definitions(
        small.process(
            small.start(),
            user("langkah", "<bpmn:documentation> Dasar hukum. </bpmn:documentation>", name="Susun\n  SKP"),
            small.end(), small.chain("mulai", "langkah", "selesai"),
            inside="<bpmn:documentation>Seluruhnya.</bpmn:documentation>",
        ),
        '<bpmn:collaboration id="k"><bpmn:textAnnotation id="t" /><bpmn:participant id="kolam" name="Uji" '
        'processRef="uji" /></bpmn:collaboration>'
        '<bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="b" bpmnElement="k">'
        '<bpmndi:BPMNShape id="s1" bpmnElement="langkah"><dc:Bounds x="1" y="2" width="100" height="80" />'
        '</bpmndi:BPMNShape><bpmndi:BPMNShape id="s2" bpmnElement="mulai">'
        '<dc:Bounds x="NaN" y="2" width="1e999" height="x" /></bpmndi:BPMNShape>'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>",
    )  # fmt: skip
    process = read(raw)
    assert process.pool == ("kolam", "Uji")
    assert process.documentation == "Seluruhnya."
    assert process.elements["langkah"].name == "Susun SKP"
    assert process.elements["langkah"].documentation == "Dasar hukum."
    assert process.drawing.shapes == {"langkah": Bounds(1, 2, 100, 80)}


def test_every_problem_of_every_file_is_told_at_once() -> None:
    found = problems(
        around(element("task", "satu"), "satu"), around(element("task", "dua"), "dua"), b"<rusak"
    )
    assert [(problem.file, problem.code, problem.element_id) for problem in found] == [
        ("0.bpmn", "unsupported:task", "satu"),
        ("1.bpmn", "unsupported:task", "dua"),
        ("1.bpmn", "duplicate_process", "uji"),
        ("2.bpmn", "xml", None),
    ]
    assert str(found[0]) == f"0.bpmn, satu: Unsur 'task' tidak didukung. {subset.REFUSED['task']}"


def late(said: str) -> str:
    """The property that says a step's last day."""
    return f'<zeebe:properties><zeebe:property name="tenggat" value="{said}" /></zeebe:properties>'


@pytest.mark.parametrize(
    ("said", "due", "deadline"),
    [
        ("penetapan.reviu", None, "penetapan.reviu"),
        ("=tutup", "tutup", None),
        ("2026-03-31", '"2026-03-31"', None),
    ],
)
def test_a_last_day_is_a_key_of_the_table_or_an_expression(
    said: str, due: str | None, deadline: str | None
) -> None:
    raw = around(element("userTask", "langkah", small.FORM + late(said)))
    step = read_definitions({"uji.bpmn": raw}).processes["uji"].elements["langkah"]
    assert step.deadline == deadline
    assert (step.due.text if step.due is not None else None) == due


@pytest.mark.parametrize(
    "raw",
    [
        around(
            element(
                "userTask", "langkah", f'{small.FORM}<zeebe:taskSchedule dueDate="=tutup" />{late("a.b")}'
            )
        ),
        around(small.service("langkah", late("a.b"))),
    ],
)
def test_a_last_day_is_said_once_and_of_a_human_step(raw: bytes) -> None:
    assert codes(problems(raw)) == {"deadline"}
