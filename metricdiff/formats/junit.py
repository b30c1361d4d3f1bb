"""JUnit's XML: one test case a comparison, for the pages on which CI servers list tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from metricdiff.formats import style, telling
from metricdiff.formats.style import Style, safe
from metricdiff.report import Comparison, DataNote, Report
from metricdiff.words import Verdict

#: What XML 1.0 has no character for.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, form: Style) -> str:
    """Return the document; what fails the run is a failure, what is not whole an error."""
    del form
    suite = ET.Element("testsuite", name=_xml(f"metricdiff {report.predictions.raw.source}"))
    properties = ET.SubElement(suite, "properties")
    for name, value in report.tool.items():
        ET.SubElement(properties, "property", name=name, value=_xml(value))
    suite.extend(_cases(report))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    suites = ET.Element("testsuites", name="metricdiff")
    suites.append(suite)
    ET.indent(suites)
    written = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _cases(report: Report) -> Iterator[ET.Element]:
    for problem in report.problems:
        case = _case(report, "run", "the run is whole")
        _add(case, "error", problem, problem)
        yield case
    for note in report.notes:
        yield _of_note(note, report)
    for row in report.comparisons:
        yield _of_row(row, report)


def _of_note(note: DataNote, report: Report) -> ET.Element:
    case = _case(report, "data", f"{note.code} {note.name}")
    if note.failed:
        _add(case, "failure", note.evidence, note.evidence, kind=note.code)
    else:
        ET.SubElement(case, "system-out").text = _xml(note.evidence)
    return case


def _of_row(row: Comparison, report: Report) -> ET.Element:
    case = _case(report, str(row.pairing), style.where(row, report.predictions.task))
    if row.pairing == "default":
        case.set("name", _xml(f"{row.metric} {row.keras.call}"))
    if row.failed:
        gap = style.difference(row) or "one side has no number"
        message = f"{gap}: {' '.join(one.code for one in row.causes) or row.verdict}"
        _add(case, "failure", message, _lines(row), kind=str(row.verdict))
    elif row.verdict is Verdict.INCOMPARABLE:
        ET.SubElement(case, "skipped", message=_xml(style.why(row)))
    else:
        ET.SubElement(case, "system-out").text = _xml(_lines(row))
    return case


def _lines(row: Comparison) -> str:
    """Write both calls with their values, and each cause with what to write instead."""
    lines = []
    for name, side in (("sklearn", row.sklearn), ("keras", row.keras)):
        value = f"raises {side.error}" if side.value is None else f"= {side.value}"
        lines.append(f"{name}  {side.call} {value}")
    lines.append(f"atol {row.atol:.1e}, rtol {row.rtol:.1e}")
    for one in row.causes:
        lines.append(f"{one.code} {one.name} {style.signed(one.contribution)}: {one.evidence}")
        if one.witnesses:
            lines.append(f"rows {telling.rows(one.witnesses)}")
        lines += [f"fix {fix.side}: {fix.told(' gives ')}" for fix in telling.of(one)]
    return "\n".join(map(safe, [*lines, *([telling.proof(row)] if row.proof else [])]))


def _case(report: Report, group: str, name: str) -> ET.Element:
    case = ET.Element("testcase", classname=f"metricdiff.{group}", name=_xml(name))
    if len(report.predictions.raw.files) == 1:
        case.set("file", _xml(report.predictions.raw.files[0]))
    return case


def _add(case: ET.Element, tag: str, message: str, text: str, kind: str = "error") -> None:
    ET.SubElement(case, tag, type=kind, message=_xml(safe(message))).text = _xml(text)


def _xml(value: object) -> str:
    return _NOT_XML.sub("", str(value))
