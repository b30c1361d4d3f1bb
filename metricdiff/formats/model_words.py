"""What is said of a model, in words: shared by the formats for people."""

from __future__ import annotations

from collections.abc import Iterator

from metricdiff.formats import heading, style
from metricdiff.formats.style import safe
from metricdiff.modelling.model import shape
from metricdiff.modelling.reported import Answer, Explained
from metricdiff.modelling.result import ModelReport, ModelRow
from metricdiff.report import Comparison
from metricdiff.words import Reason, Verdict

#: How the columns are called.
EVALUATE, PREDICT, SKLEARN = "evaluate", "on predict", "sklearn"
_MOST_BATCHES = 1


def title(report: ModelReport) -> str:
    """Write what was evaluated, on how many rows."""
    model, data = report.source
    rows = style.count(report.model.rows, "row")
    return f"{safe(model)} on {safe(data)}  {rows} in batches of {report.model.batch_sizes[0]}"


def outputs(report: ModelReport) -> Iterator[str]:
    """Write what each output gives, and what its labels are."""
    for output, predictions in zip(report.model.outputs, report.predictions, strict=True):
        name = f"{safe(output.name)}: " if len(report.model.outputs) > 1 else ""
        made = f" from {output.activation}" if output.activation else ""
        what = heading.what(predictions) if predictions else "no task that scikit-learn knows"
        extra = [
            text
            for text, there in (
                ("sample weights", output.weights is not None),
                ("masked", output.mask is not None),
            )
            if there
        ]
        yield (
            f"{name}labels {shape(output.labels)}, outputs {shape(output.predictions)}{made}: "
            f"{', '.join([what, *extra])}"
        )


def why(row: ModelRow) -> str:
    """Write the verdict of a row in a word or two."""
    comparison = row.comparison
    if comparison.verdict is Verdict.INCOMPARABLE and comparison.reason is Reason.NO_COUNTERPART:
        return "=  not in sklearn" if row.predict_gap is not None else "no number"
    return style.why(comparison)


def verdict(report: ModelReport) -> str:
    """Return ``OK`` or ``MISMATCH``."""
    failed = any(row.failed for row in report.comparisons)
    noted = any(note.failed for note in report.notes)
    return "MISMATCH" if failed or noted or _reported(report) else "OK"


def _reported(report: ModelReport) -> int:
    return sum(one.answer is not Answer.PLAIN for one in report.reported)


def sentence(report: ModelReport) -> str:
    """Return what follows the verdict on the last line."""
    failed = [row for row in report.comparisons if row.failed]
    wrong = [note.code for note in report.notes if note.failed]
    if failed:
        parts = _failures(failed, len(report.rows))
    else:
        parts = [f"{len(report.rows)} numbers agree"] if wrong else _agreements(report)
    others = _reported(report)
    if others:
        wrong.append(f"{others} of {len(report.reported)} reported differ")
    elif report.reported:
        parts.append("what is reported is plain")
    if failed and not wrong and parts[-1].endswith(("cause", "causes")):
        parts.append("all explained")
    return ", ".join([*parts, *wrong])


def _failures(failed: list[Comparison], among: int) -> list[str]:
    parts = [f"{len(failed)} of {style.count(among, 'number')}"]
    causes = {one.code for row in failed for one in row.causes if not one.accepted}
    if causes:
        parts.append(style.count(len(causes), "cause"))
    unexplained = sum(row.verdict is Verdict.UNEXPLAINED for row in failed)
    return [*parts, f"{unexplained} unexplained"] if unexplained else parts


def _agreements(report: ModelReport) -> list[str]:
    equal = sum(row.verdict is Verdict.EQUAL for row in report.comparisons)
    parts = [f"{equal} equal: evaluate, predict and scikit-learn agree"] if equal else []
    alone = sum(row.comparison.reason is Reason.NO_COUNTERPART for row in report.rows)
    if alone:
        parts.append(f"{alone} held against predict alone")
    minor = sum(row.minor and not row.accepted for row in report.comparisons)
    accepted = sum(row.accepted for row in report.comparisons)
    parts += [f"{minor} minor"] if minor else []
    parts += [f"{accepted} accepted"] if accepted else []
    return parts or ["nothing could be compared"]


def last_line(report: ModelReport, width: int = 80) -> str:
    """Return the whole last line, the exit code at its end."""
    text = f"{verdict(report)}  {sentence(report)}"
    code = f"exit {report.exit_code}"
    if verdict(report) == "MISMATCH" and report.exit_code == 0:
        code += " (--exit-zero)"
    return f"{text}{code:>{max(width - len(text), len(code) + 2)}}"


def reported(one: Explained) -> str:
    """Write what a reported number is, in a line."""
    epoch = f" of epoch {one.epoch}" if one.epoch else ""
    head = f"{safe(one.reported.name)} = {one.reported.value:.7g}{epoch}"
    if one.answer is Answer.PLAIN:
        return f"{head} is what evaluate says, {style.value(one.evaluate)}"
    said = f"{head} is not what evaluate says, {style.value(one.evaluate)}"
    if one.answer is Answer.NOT_FOUND:
        return f"{said}; nothing that the model does gives it"
    return said


def ways(one: Explained) -> Iterator[tuple[str, str]]:
    """Yield codes and a sentence for each way that gives a reported number, and each hint."""
    for way in one.ways:
        yield " ".join(way.codes), f"{style.value(way.value)}: {safe(way.text)}"
    for code, text in one.hints:
        yield code, f"perhaps: {text}"
