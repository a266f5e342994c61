# ruff: noqa: E501 -- texts as tools write them
"""Diagrams as other tools export them, cut to what shows their ways."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {more}>
"""

CAMUNDA_7 = (
    _HEAD.format(
        more='xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D" targetNamespace="http://bpmn.io/schema/bpmn" '
        'exporter="Camunda Modeler" exporterVersion="4.12.0"'
    )
    + """ <bpmn:process id="cuti" isExecutable="true" camunda:historyTimeToLive="30">
  <bpmn:laneSet id="ls"><bpmn:lane id="Lane_1" name="Pejabat Penilai Kinerja"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
  <bpmn:startEvent id="s" camunda:asyncBefore="true"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:userTask id="a" name="Setujui" camunda:formKey="embedded:app:forms/penetapan/reviu.html" camunda:assignee="demo" camunda:candidateGroups="pejabat_penilai"><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="x">1</camunda:inputParameter></camunda:inputOutput><camunda:taskListener class="x.Y" event="create"/></bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
  <bpmn:exclusiveGateway id="g" default="f4"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
  <bpmn:task id="t" name="Arsip"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:task>
  <bpmn:sendTask id="st" name="Kirim" camunda:class="a.B"><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing></bpmn:sendTask>
  <bpmn:endEvent id="e"><bpmn:incoming>f5</bpmn:incoming><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
  <bpmn:dataObjectReference id="do1" name="Berkas" dataObjectRef="do"/><bpmn:dataObject id="do"/>
  <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="g"/>
  <bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="t"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${keputusan == 'setujui'}</bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="st"/><bpmn:sequenceFlow id="f5" sourceRef="t" targetRef="e"/><bpmn:sequenceFlow id="f6" sourceRef="st" targetRef="e"/>
 </bpmn:process>
 <bpmndi:BPMNDiagram id="dg"><bpmndi:BPMNPlane id="pl" bpmnElement="cuti"><bpmndi:BPMNShape id="do1_di" bpmnElement="do1"><dc:Bounds x="1" y="1" width="36" height="50"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
)

SIGNAVIO = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:omgdc="http://www.omg.org/spec/DD/20100524/DC" xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor, http://www.signavio.com" exporterVersion="15.4.0" id="sid-1" targetNamespace="http://www.signavio.com">
 <process id="sid-9" isExecutable="false">
  <extensionElements><signavio:signavioDiagramMetaData metaKey="revisionid" metaValue="x"/></extensionElements>
  <startEvent id="sid-A" name=""><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements><outgoing>sid-F1</outgoing></startEvent>
  <userTask completionQuantity="1" id="sid-B" implementation="##unspecified" isForCompensation="false" name="Periksa berkas" startQuantity="1"><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/><signavio:signavioLabel ref="text_name"/></extensionElements><incoming>sid-F1</incoming><outgoing>sid-F2</outgoing></userTask>
  <eventBasedGateway id="sid-C" eventGatewayType="Exclusive" instantiate="false"><incoming>sid-F2</incoming><outgoing>sid-F3</outgoing></eventBasedGateway>
  <endEvent id="sid-D"><incoming>sid-F3</incoming></endEvent>
  <sequenceFlow id="sid-F1" isImmediate="true" sourceRef="sid-A" targetRef="sid-B"><extensionElements><signavio:signavioMetaData metaKey="bordercolor" metaValue="#000000"/></extensionElements></sequenceFlow>
  <sequenceFlow id="sid-F2" sourceRef="sid-B" targetRef="sid-C"/><sequenceFlow id="sid-F3" sourceRef="sid-C" targetRef="sid-D"/>
  <dataStoreReference id="sid-E" name="Arsip"/>
 </process>
 <bpmndi:BPMNDiagram id="sid-dg"><bpmndi:BPMNPlane bpmnElement="sid-9" id="sid-pl"><bpmndi:BPMNShape bpmnElement="sid-E" id="sid-E_gui"><omgdc:Bounds height="50" width="50" x="1" y="1"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
"""

ADONIS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:boc="http://www.boc-eu.com/boc-is/adonis" exporter="ADONIS" exporterVersion="9.0" id="_d" targetNamespace="http://www.boc-eu.com">
 <itemDefinition id="_i" structureRef="xs:string"/>
 <collaboration id="_c"><participant id="_p1" name="Dinas" processRef="_p"/><participant id="_p2" name="Warga"/><messageFlow id="_m" sourceRef="_p2" targetRef="_p1"/></collaboration>
 <process id="_p" processType="None" boc:version="3">
  <startEvent id="_s"><outgoing>_1</outgoing><messageEventDefinition id="_sm"/></startEvent>
  <manualTask id="_t" name="Terima berkas"><extensionElements><boc:attribute name="Cost" value="10"/></extensionElements><incoming>_1</incoming><outgoing>_2</outgoing><ioSpecification id="_io"><inputSet id="_is"/><outputSet id="_os"/></ioSpecification></manualTask>
  <intermediateThrowEvent id="_th" name="Diterima"><incoming>_2</incoming><outgoing>_3</outgoing></intermediateThrowEvent>
  <endEvent id="_e"><incoming>_3</incoming><errorEventDefinition id="_ee"/></endEvent>
  <sequenceFlow id="_1" sourceRef="_s" targetRef="_t"/><sequenceFlow id="_2" sourceRef="_t" targetRef="_th"/><sequenceFlow id="_3" sourceRef="_th" targetRef="_e"/>
 </process>
</definitions>
"""

CAMUNDA_8 = (
    _HEAD.format(
        more='xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
        'id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" '
        'exporterVersion="5.39.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.7.0"'
    )
    + """  <bpmn:process id="Process_1" name="Contoh" isExecutable="true">
    <bpmn:startEvent id="StartEvent_1">
      <bpmn:outgoing>Flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn:userTask id="Activity_1" name="Reviu">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="penetapan/reviu" />
        <zeebe:assignmentDefinition candidateGroups="pejabat_penilai" />
      </bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming>
      <bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="Event_1">
      <bpmn:incoming>Flow_2</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Event_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1">
    <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Process_1">
      <bpmndi:BPMNShape id="StartEvent_1_di" bpmnElement="StartEvent_1"><dc:Bounds x="180" y="160" width="36" height="36" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Activity_1_di" bpmnElement="Activity_1"><dc:Bounds x="270" y="138" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Event_1_di" bpmnElement="Event_1"><dc:Bounds x="432" y="160" width="36" height="36" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1"><di:waypoint x="216" y="178" /><di:waypoint x="270" y="178" /></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2"><di:waypoint x="370" y="178" /><di:waypoint x="432" y="178" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
)
