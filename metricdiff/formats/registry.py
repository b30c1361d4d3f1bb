"""The formats: what ``--format`` takes, and which suffix of ``--output`` means which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from metricdiff.errors import UsageError

if TYPE_CHECKING:
    from metricdiff.formats.style import Style


@dataclass(frozen=True)
class Format:
    """A format for reports.

    Attributes:
        name: What ``--format`` calls it.
        module: Where its ``render`` is; imported when it is used.
        suffixes: The suffixes of files that are written in it.
        for_machines: Whether the summary goes to standard error, out of a program's way.
    """

    name: str
    module: str
    suffixes: tuple[str, ...] = ()
    for_machines: bool = False

    def render(self, report: Any, form: Style) -> str:
        """Return the report in this format."""
        render: Callable[[Any, Style], str] = import_module(self.module).render
        return render(report, form)


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("table", "metricdiff.formats.table", (".txt",)),
        Format("concise", "metricdiff.formats.concise", for_machines=True),
        Format("json", "metricdiff.formats.json_format", (".json",), for_machines=True),
        Format("markdown", "metricdiff.formats.markdown", (".md",)),
        Format("html", "metricdiff.formats.html.report_page", (".html", ".htm"), for_machines=True),
        Format("github", "metricdiff.formats.github", for_machines=True),
        Format("junit", "metricdiff.formats.junit", (".xml",), for_machines=True),
    )
}

#: The formats of a sweep.
SWEEP_FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("table", "metricdiff.formats.sweep_table", (".txt",)),
        Format("csv", "metricdiff.formats.sweep_csv", (".csv",), for_machines=True),
        Format("json", "metricdiff.formats.sweep_json", (".json",), for_machines=True),
        Format("markdown", "metricdiff.formats.sweep_markdown", (".md",)),
        Format("html", "metricdiff.formats.html.sweep_page", (".html", ".htm"), for_machines=True),
    )
}

#: The formats of explanations of reported numbers.
EXPLAIN_FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("table", "metricdiff.formats.explain_table", (".txt",)),
        Format("concise", "metricdiff.formats.explain_concise", for_machines=True),
        Format("json", "metricdiff.formats.explain_json", (".json",), for_machines=True),
        Format("markdown", "metricdiff.formats.explain_markdown", (".md",)),
        Format(
            "html", "metricdiff.formats.html.explain_page", (".html", ".htm"), for_machines=True
        ),
    )
}

#: The formats of audits of custom metrics.
AUDIT_FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("table", "metricdiff.formats.audit_table", (".txt",)),
        Format("concise", "metricdiff.formats.audit_concise", for_machines=True),
        Format("json", "metricdiff.formats.audit_json", (".json",), for_machines=True),
        Format("markdown", "metricdiff.formats.audit_markdown", (".md",)),
    )
}

#: The formats of saved models.
MODEL_FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("table", "metricdiff.formats.model_table", (".txt",)),
        Format("concise", "metricdiff.formats.model_concise", for_machines=True),
        Format("json", "metricdiff.formats.model_json", (".json",), for_machines=True),
        Format("markdown", "metricdiff.formats.model_markdown", (".md",)),
    )
}


def of_path(path: str, formats: Mapping[str, Format] = FORMATS) -> Format:
    """Return the format that a path's suffix means.

    Args:
        path: The path.
        formats: The formats of that kind of report.

    Raises:
        UsageError: No format has that suffix.
    """
    for one in formats.values():
        if path.lower().endswith(one.suffixes or ("\0",)):
            return one
    known = ", ".join(suffix for one in formats.values() for suffix in one.suffixes)
    raise UsageError(f"--output {path}: no format for this suffix; use {known}")
