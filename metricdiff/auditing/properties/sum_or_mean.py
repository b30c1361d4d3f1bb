"""A mean, not a sum that grows with the rows: MD402."""

from __future__ import annotations

import re
from collections.abc import Mapping

from metricdiff.auditing.bench import Bench, Outcomes
from metricdiff.auditing.experiment import Experiment
from metricdiff.auditing.numbers import same, total
from metricdiff.auditing.properties.declaration import Property, fault
from metricdiff.auditing.result import Checked, Number

#: Words of a name that say that a count is meant.
_COUNTS = re.compile(
    r"count|num(?!py)|total|positives|negatives|^n_|sse|rss|confusion|support", re.IGNORECASE
)
_STANDARD = frozenset({"true_positives", "false_positives", "true_negatives", "false_negatives"})
_FEWEST = 3


def _experiments(bench: Bench) -> Mapping[str, Experiment]:
    part = max(1, bench.rows // 5)
    return {
        "each": bench.experiment(how="batches", batch=part),
        "parts": bench.experiment(batch=part),
    }


def _judge(bench: Bench, seen: Outcomes) -> Checked:
    name, each = PROPERTY.name, seen["each"].values
    told = "a value that does not grow with the rows"
    if len(each) < _FEWEST or not seen["each"].ok:
        return Checked(name, "too few batches to tell", tested=False)
    grows = same(total(each), bench.first) and any(bench.first)
    if not grows or not same(seen["parts"].value, bench.first):
        return Checked(name, told)  # of one number a batch, the batch size tells
    meant = bool(_COUNTS.search(bench.subject.name)) or any(
        match.candidate.metric in _STANDARD for match in bench.chosen.matches
    )
    if meant:
        return Checked(name, "a count, which grows with the rows, as its name says")
    rows = bench.case.predictions.rows
    numbers = (
        Number(f"all {rows:,} rows", bench.first),
        Number("the same over the rows", tuple(one / rows for one in bench.first)),
    )
    evidence = "The number is a sum over the rows: it grows with them and is no mean."
    fix = "Keep the number of rows as well and divide by it in `result`."
    return Checked(name, "a sum over the rows", (fault("MD402", evidence, numbers, fix=fix),))


PROPERTY = Property("mean or sum", _experiments, _judge)
