"""Files as other tools write them: every element of the BPMN 2.0 schema, in every dress that XML allows.

`DEFINITIONS`, `PARTS`, `BESIDE` and `PICTURED` are pieces of a file, each with names of its own; `file` puts some
together. None comes from a published suite.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"

# What stands at the top of a file, beside processes.
DEFINITIONS = {
    "import": '<import importType="http://www.w3.org/2001/XMLSchema" location="data.xsd" namespace="urn:data"/>',
    "extension": '<extension mustUnderstand="false" definition="v:ext"><documentation>外</documentation></extension>',
    "items": '<itemDefinition id="item" structureRef="v:Form" itemKind="Physical" isCollection="true"/>',
    "message": '<message id="msg" name="補正通知" itemRef="item"/><message id="msg2"/>',
    "signal": '<signal id="sig" name="全城停電" structureRef="item"/>',
    "error": '<error id="err" name="缺件" errorCode="E1"/><error id="err2" errorCode="E2" structureRef="item"/>',
    "escalation": '<escalation id="esc" name="上報" escalationCode="X1"/>',
    "interface": '<interface id="if" name="登記" implementationRef="v:port"><operation id="op" name="查" '
    'implementationRef="v:q"><inMessageRef>msg</inMessageRef><outMessageRef>msg2</outMessageRef>'
    "<errorRef>err</errorRef></operation></interface>",
    "resource": '<resource id="res" name="窗口人員"><resourceParameter id="rp" name="level" type="v:int" '
    'isRequired="true"/></resource>',
    "category": '<category id="cat" name="收費"><categoryValue id="cv" value="收費事項"/></category>',
    "data store": '<dataStore id="ds" name="檔案庫" capacity="5" isUnlimited="false"><dataState id="dss" name="存"/>'
    "</dataStore>",
    "end point": '<endPoint id="ep"/><partnerRole id="role" name="申請人"><participantRef>black</participantRef>'
    '</partnerRole><partnerEntity id="pe" name="法人"><participantRef>black</participantRef></partnerEntity>',
    "correlation": '<correlationProperty id="cp" name="案號" type="v:str">'
    '<correlationPropertyRetrievalExpression messageRef="msg"><messagePath>number</messagePath>'
    "</correlationPropertyRetrievalExpression></correlationProperty>",
    "event definition": '<timerEventDefinition id="common"><timeDuration>P3D</timeDuration></timerEventDefinition>',
    "global tasks": '<globalTask id="gt" name="蓋章"/><globalUserTask id="gu" implementation="##unspecified">'
    '<rendering id="ren"><extensionElements><v:form key="7"/></extensionElements></rendering></globalUserTask>'
    '<globalManualTask id="gm"/><globalBusinessRuleTask id="gb"/>'
    '<globalScriptTask id="gs" scriptLanguage="FEEL"><script>1 + 1</script></globalScriptTask>',
    "choreography": '<choreography id="ch"><participant id="a" name="甲"/><participant id="b" name="乙"/>'
    '<messageFlow id="chm" sourceRef="a" targetRef="b"/>'
    '<choreographyTask id="ct" name="協商" initiatingParticipantRef="a"><participantRef>a</participantRef>'
    "<participantRef>b</participantRef><messageFlowRef>chm</messageFlowRef></choreographyTask>"
    '<subChoreography id="sc" initiatingParticipantRef="a"><participantRef>a</participantRef>'
    "<participantRef>b</participantRef></subChoreography>"
    '<callChoreography id="cc" calledChoreographyRef="gct" initiatingParticipantRef="a">'
    "<participantRef>a</participantRef><participantRef>b</participantRef>"
    '<participantAssociation id="pa"><innerParticipantRef>a</innerParticipantRef>'
    "<outerParticipantRef>b</outerParticipantRef></participantAssociation></callChoreography></choreography>"
    '<globalChoreographyTask id="gct" initiatingParticipantRef="a"/>',
    "conversation": '<globalConversation id="gc"><participant id="x"/><conversation id="con" name="談">'
    "<participantRef>x</participantRef></conversation><subConversation id='sub_con'><participantRef>x</participantRef>"
    '</subConversation><callConversation id="cac" calledCollaborationRef="gc"/>'
    '<conversationLink id="cl" sourceRef="x" targetRef="con"/></globalConversation>',
    "foreign": '<v:anything xmlns:v="urn:v" id="any"><v:inner>一&lt;二</v:inner></v:anything>',
}

# What stands in a process: its own start and end always, these besides.
PARTS = {
    "documents": "<documentation textFormat='text/markdown'>說明 **粗**</documentation>",
    "extensions": '<extensionElements><v:list><v:entry name="期" value="五"/></v:list></extensionElements>',
    "auditing": "<auditing id='aud'/><monitoring id='mon'/>",
    "io": '<ioSpecification id="io"><dataInput id="din" name="申請書" itemSubjectRef="item"/>'
    '<dataOutput id="dout" name="證" isCollection="true"/><inputSet id="is"><dataInputRefs>din</dataInputRefs>'
    "</inputSet><outputSet id='os'><dataOutputRefs>dout</dataOutputRefs></outputSet></ioSpecification>",
    "property": '<property id="prop" name="件數" itemSubjectRef="item"><dataState id="ps" name="初"/></property>',
    "nested lanes": '<laneSet id="ls" name="單位"><lane id="bureau" name="局"><partitionElement '
    'xsi:type="tResource" id="pel" name="局"/><flowNodeRef>s</flowNodeRef>'
    '<childLaneSet id="cls"><lane id="window" name="窗口">'
    '<flowNodeRef>u</flowNodeRef></lane><lane id="back" name="後台"/></childLaneSet></lane><lane id="hall"/></laneSet>',
    "user task": '<userTask id="u" name="審查" implementation="##unspecified" minben:item="accept" v:colour="red" '
    'startQuantity="1"><documentation>依第三條</documentation><extensionElements><v:x/></extensionElements>'
    '<auditing/><monitoring/><categoryValueRef>cv</categoryValueRef><ioSpecification><dataInput id="u_in"/>'
    "<inputSet><dataInputRefs>u_in</dataInputRefs></inputSet><outputSet/></ioSpecification>"
    '<dataInputAssociation id="dia"><sourceRef>dor</sourceRef><targetRef>u_in</targetRef></dataInputAssociation>'
    '<potentialOwner id="po"><resourceRef>res</resourceRef><resourceParameterBinding parameterRef="rp">'
    '<formalExpression>"3"</formalExpression></resourceParameterBinding></potentialOwner>'
    "<humanPerformer><resourceAssignmentExpression><formalExpression>clerk</formalExpression>"
    "</resourceAssignmentExpression></humanPerformer><rendering/></userTask>",
    "loops": '<manualTask id="lo"><standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition '
    'xsi:type="tFormalExpression">n &lt; 3</loopCondition></standardLoopCharacteristics></manualTask>'
    '<task id="mi"><multiInstanceLoopCharacteristics isSequential="true" behavior="Complex"><loopCardinality>5'
    '</loopCardinality><inputDataItem id="idi" name="each"/><complexBehaviorDefinition><condition>n = 2</condition>'
    '<event id="ite"><signalEventDefinition signalRef="sig"/></event></complexBehaviorDefinition><completionCondition>'
    "done</completionCondition></multiInstanceLoopCharacteristics></task>",
    "tasks": '<sendTask id="se" messageRef="msg" operationRef="op" implementation="##WebService"/>'
    '<receiveTask id="re" messageRef="msg" instantiate="true"/><serviceTask id="sv" operationRef="op"/>'
    '<businessRuleTask id="br" minben:decision="permit"/>'
    "<scriptTask id='sk' scriptFormat='FEEL'><script><![CDATA[if a < b then \"<b>\" else null]]></script></scriptTask>",
    "call": '<callActivity id="ca" calledElement="v:elsewhere"/>',
    "sub-processes": '<subProcess id="sp" name="現場"><laneSet id="sls"><lane id="inner_lane" name="隊"><flowNodeRef>it'
    '</flowNodeRef></lane></laneSet><startEvent id="is1"/><userTask id="it" name="勘驗"/>'
    '<sequenceFlow id="if1" sourceRef="is1" targetRef="it"/><textAnnotation id="ia"><text>注</text></textAnnotation>'
    '<association id="ias" sourceRef="it" targetRef="ia"/></subProcess>'
    '<transaction id="tr" method="##Compensate"><endEvent id="ce"><cancelEventDefinition/></endEvent></transaction>'
    '<adHocSubProcess id="ah" ordering="Sequential" cancelRemainingInstances="false"><task id="at"/>'
    "<completionCondition>enough</completionCondition></adHocSubProcess>"
    '<subProcess id="es" triggeredByEvent="true"><startEvent id="ess" isInterrupting="false">'
    "<escalationEventDefinition escalationRef='esc'/></startEvent></subProcess>",
    "events": '<startEvent id="sm" parallelMultiple="true"><dataOutput id="smo"/><dataOutputAssociation><sourceRef>smo'
    "</sourceRef><targetRef>prop</targetRef></dataOutputAssociation><outputSet><dataOutputRefs>smo</dataOutputRefs>"
    '</outputSet><messageEventDefinition messageRef="msg"><operationRef>op</operationRef></messageEventDefinition>'
    '<signalEventDefinition signalRef="sig"/></startEvent>'
    '<intermediateCatchEvent id="ic"><timerEventDefinition><timeCycle xsi:type="tFormalExpression">R3/P1D</timeCycle>'
    "</timerEventDefinition></intermediateCatchEvent>"
    '<intermediateCatchEvent id="id"><eventDefinitionRef>common</eventDefinitionRef></intermediateCatchEvent>'
    '<intermediateThrowEvent id="lt"><linkEventDefinition name="A"><target>lc_d</target></linkEventDefinition>'
    '</intermediateThrowEvent><intermediateCatchEvent id="lc"><linkEventDefinition id="lc_d" name="A"/>'
    '</intermediateCatchEvent><intermediateThrowEvent id="th"><compensateEventDefinition activityRef="u" '
    'waitForCompletion="false"/></intermediateThrowEvent><endEvent id="ee"><errorEventDefinition errorRef="err"/>'
    '</endEvent><endEvent id="te"><terminateEventDefinition/></endEvent><intermediateCatchEvent id="co">'
    "<conditionalEventDefinition><condition>x &gt; 1</condition></conditionalEventDefinition></intermediateCatchEvent>"
    '<implicitThrowEvent id="im"/>',
    "boundary": '<task id="host"/><task id="undo" isForCompensation="true"/>'
    '<boundaryEvent id="bo" attachedToRef="host">'
    '<compensateEventDefinition/></boundaryEvent><boundaryEvent id="bt" attachedToRef="host" cancelActivity="false">'
    "<timerEventDefinition><timeDate>2026-12-31</timeDate></timerEventDefinition></boundaryEvent>",
    "undoing": '<association id="ba" sourceRef="bo" targetRef="undo" associationDirection="One"/>',
    "gateways": '<exclusiveGateway id="gx" gatewayDirection="Diverging" default="gf2"/><parallelGateway id="gp"/>'
    '<inclusiveGateway id="gi"/><complexGateway id="gk"><activationCondition>n &gt;= 2</activationCondition>'
    '</complexGateway><eventBasedGateway id="ge" eventGatewayType="Parallel" instantiate="true"/>'
    '<sequenceFlow id="gf1" name="是" sourceRef="gx" targetRef="gp" isImmediate="true"><conditionExpression '
    'xsi:type="tFormalExpression" language="FEEL" evaluatesToTypeRef="v:bool">n &gt; 3</conditionExpression>'
    '</sequenceFlow><sequenceFlow id="gf2" sourceRef="gx" targetRef="gi"/>',
    "data": '<dataObject id="do" name="文書" isCollection="true"/><dataObjectReference id="dor" name="文書" '
    'dataObjectRef="do"><dataState id="sta" name="已蓋章"/></dataObjectReference>'
    '<dataStoreReference id="dsr" name="庫" dataStoreRef="ds"/>',
    "artifacts": '<textAnnotation id="ta" textFormat="text/plain"><text>第一行\n第二行 &amp; 尾</text></textAnnotation>'
    '<association id="as" sourceRef="ta" targetRef="s" associationDirection="None"/><group id="gr" '
    'categoryValueRef="cv"/>',
    "subscription": '<correlationSubscription id="csb" correlationKeyRef="key"><correlationPropertyBinding '
    'correlationPropertyRef="cp"><dataPath>number</dataPath></correlationPropertyBinding></correlationSubscription>'
    "<supports>other</supports>",
    "unknown": '<v:strange id="strange" xmlns:v="urn:v" v:a="1"><v:b/>文</v:strange>',
    "remarks": "<!-- 他人的註 --><?tool keep=1?>",
}
_HEADS = ("documents", "extensions", "io", "auditing", "property", "nested lanes")
_TAILS = ("undoing", "artifacts", "subscription")

# A collaboration: pools, a black box, messages, conversations.
COLLABORATION = (
    '<collaboration id="col" name="合作" isClosed="true"><participant id="pool" name="市府" processRef="p">'
    '<interfaceRef>if</interfaceRef><endPointRef>ep</endPointRef><participantMultiplicity minimum="2" maximum="9"/>'
    '</participant><participant id="black" name="申請人"/><messageFlow id="mf" name="補正" sourceRef="s" '
    'targetRef="black" messageRef="msg"/><textAnnotation id="cta"><text>外</text></textAnnotation><association '
    'id="cas" sourceRef="cta" targetRef="pool"/><group id="cgr"/><conversation id="cn"><participantRef>pool'
    "</participantRef><participantRef>black</participantRef><messageFlowRef>mf</messageFlowRef></conversation>"
    '<correlationKey id="key" name="k"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey>'
    '<conversationLink id="cnl" sourceRef="pool" targetRef="cn"/></collaboration>'
)
SECOND = '<process id="p2" name="另一" isClosed="true" processType="Private"><task id="q"/></process>'

_BIOC = 'bioc:stroke="#205022" bioc:fill="#c8e6c9" color:background-color="#c8e6c9"'
PICTURE = (
    '<bpmndi:BPMNDiagram id="d1" name="總圖" resolution="96.5" documentation="x"><bpmndi:BPMNPlane id="pl" '
    f'bpmnElement="p"><bpmndi:BPMNShape id="s_di" bpmnElement="s" {_BIOC}><dc:Bounds x="10.5" y="-20" width="36" '
    'height="36"/><bpmndi:BPMNLabel labelStyle="st"><dc:Bounds x="8" y="20" width="44" height="14.25"/>'
    '</bpmndi:BPMNLabel></bpmndi:BPMNShape><bpmndi:BPMNShape id="sp_di" bpmnElement="sp" isExpanded="false" '
    'isHorizontal="true" isMarkerVisible="true" isMessageVisible="true" participantBandKind="top_initiating" '
    'choreographyActivityShape="x"><dc:Bounds x="1e2" y="0" width="100" height="80"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNEdge id="f_di" bpmnElement="f" sourceElement="s_di" targetElement="e_di" '
    'messageVisibleKind="initiating"><di:extension><v:bend/></di:extension>'
    '<di:waypoint x="46.5" y="-2"/><di:waypoint x="300" y="-2"/>'
    "<bpmndi:BPMNLabel/></bpmndi:BPMNEdge></bpmndi:BPMNPlane>"
    '<bpmndi:BPMNLabelStyle id="st"><dc:Font name="Kai" size="11" isBold="true"/></bpmndi:BPMNLabelStyle>'
    '</bpmndi:BPMNDiagram><bpmndi:BPMNDiagram id="d2"><bpmndi:BPMNPlane bpmnElement="sp"/></bpmndi:BPMNDiagram>'
)


@dataclass(frozen=True)
class Dress:
    """How the same file is spelled."""

    prefix: str = ""
    encoding: str = "UTF-8"
    bom: bool = False
    language: str = ""
    version: str = "1.0"


def file(
    dress: Dress,
    definitions: Collection[str] = tuple(DEFINITIONS),
    parts: Collection[str] = tuple(PARTS),
    *,
    collaboration: bool = True,
    second: bool = True,
    picture: bool = True,
) -> bytes:
    """A whole file of these pieces, in the order that the schema wants."""
    body = "".join(PARTS[name] for name in _HEADS if name in parts)
    body += '<startEvent id="s" name="收"/>'
    body += "".join(text for name, text in PARTS.items() if name in parts and name not in (*_HEADS, *_TAILS))
    body += '<endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    body += "".join(PARTS[name] for name in _TAILS if name in parts)
    text = "".join(DEFINITIONS[name] for name in DEFINITIONS if name in definitions)
    text += COLLABORATION * collaboration
    text += f'<process id="p" name="審批" isExecutable="true">{body}</process>' + SECOND * second
    text += PICTURE * picture
    return spelled(text, dress)


def spelled(body: str, dress: Dress) -> bytes:
    """The body as a file with its prefix and encoding."""
    prefix = f"{dress.prefix}:" if dress.prefix else ""
    space = f"xmlns:{dress.prefix}" if dress.prefix else "xmlns"
    other = 'xmlns="urn:v" ' if dress.prefix else ""
    language = f'expressionLanguage="{dress.language}" ' if dress.language else ""
    head = (
        f'<?xml version="{dress.version}" encoding="{dress.encoding}"?>\n<!-- 前 --><?style x?>\n<definitions '
        f'{space}="{MODEL}" {other}xmlns:v="urn:v" xmlns:minben="urn:minben:bpmn:1" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
        'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" '
        'xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" '
        f'id="defs" name="檔" targetNamespace="urn:t" {language}exporter="某工具" exporterVersion="9">'
    )
    text = f"{head}\n{body}\n</definitions><!-- 後 -->"
    if prefix:
        text = _prefixed(text, prefix)
    found = text.encode(dress.encoding)
    return (b"\xef\xbb\xbf" + found) if dress.bom and dress.encoding == "UTF-8" else found


def _prefixed(text: str, prefix: str) -> str:
    text = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", rf"<\1{prefix}\2", text)
    text = re.sub(
        r'((?:source|target|message|error|signal|escalation|process|operation)Ref=")(?=\w)',
        rf"\1{prefix}",
        text,
    )
    return re.sub(r'(xsi:type=")(?=t)', rf"\1{prefix}", text)
