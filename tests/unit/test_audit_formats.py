"""An audit in every format, with names that would act on a terminal or a page."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import numpy as np
import pytest

from metricdiff.auditing.laboratory import Subject
from metricdiff.auditing.result import Audit, Checked, Fault, Identity, Number, Verdict
from metricdiff.formats.registry import AUDIT_FORMATS
from metricdiff.formats.style import Style
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.settings import Overrides

HOSTILE = "\x1b[31m<b>`|\n"
TOOL = {
    "metricdiff": "0",
    "sklearn": "1",
    "keras": "3",
    "tensorflow": "2",
    "python": "3",
    "keras_backend": "tensorflow",
    "floatx": "float32",
    "epsilon": 1e-7,
}

FAILURE = Fault(
    "MD401",
    "batch-mean",
    f"Keras takes the mean. {HOSTILE}",
    (Number("batch_size=4", (0.5,)), Number("in a class", (0.1, float("nan")))),
    "`keras.metrics.F1Score()`",
    rows=tuple(range(12)),
    batches=(1, 3),
)
NOTE = Fault(
    "", "batch-dependent", "So it is.", (Number("labels", (), f"KeyError: {HOSTILE}"),), fails=False
)


def audit(*faults: Fault, identity: Identity | None = None) -> Audit:
    raw = from_arrays(np.array([0, 1, 1, 0]), np.array([0.1, 0.8, 0.4, 0.3]), None, None)
    properties = (
        Checked("batch size", f"differs {HOSTILE}", faults),
        Checked("order of rows", "the same"),
        Checked("NaN", "no floats", tested=False),
    )
    return Audit(
        target=f"metrics.py:{HOSTILE}",
        subject=Subject("function", False, f"f1{HOSTILE}"),
        predictions=understand(raw, Overrides()),
        rows=4,
        labels="(N, 1) int64",
        value=Number("batch_size=2", (0.5,)),
        batch=2,
        identity=identity or Identity(own=(0.5,), sets=5, tried=100),
        properties=properties,
        tool=TOOL,
    )


EQUAL = Identity(
    "f1",
    "f1_score(y_true, y_pred)",
    "sklearn",
    ("F1Score()",),
    value=(0.5,),
    own=(0.5,),
    sets=5,
    tried=9,
)


@pytest.mark.parametrize("name", AUDIT_FORMATS)
@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_from_outside_acts(name: str, verbose: bool) -> None:
    for one in (audit(), audit(FAILURE, NOTE), audit(NOTE, identity=EQUAL)):
        text = AUDIT_FORMATS[name].render(one, Style(verbose=verbose))
        assert "\x1b" not in text
        if name == "markdown":
            assert "<b>" not in text
        if name == "table":
            assert max(map(len, text.splitlines())) <= 80


def test_the_document_keeps_its_schema() -> None:
    text = resources.files("metricdiff.formats").joinpath("audit_schema.json").read_text()
    validator = jsonschema.Draft202012Validator(json.loads(text))

    for one in (audit(), audit(FAILURE, NOTE), audit(NOTE, identity=EQUAL)):
        validator.validate(json.loads(AUDIT_FORMATS["json"].render(one, Style())))


def test_the_document_holds_what_was_found() -> None:
    document = audit(FAILURE, NOTE).to_dict()

    failure, note = document["findings"]
    assert (failure["code"], failure["severity"]) == ("MD401", "failure")
    assert (note["code"], note["severity"]) == (None, "note")
    assert failure["numbers"][1]["value"] == [0.1, "NaN"]
    assert document["summary"] == {
        "holds": 1,
        "note": 0,
        "fails": 1,
        "untested": 1,
        "findings": 1,
    }
    assert document["exit_code"] == 1


def test_notes_alone_fail_nothing() -> None:
    one = audit(NOTE)

    assert (one.ok, one.exit_code) == (True, 0)
    assert one.properties[0].verdict is Verdict.NOTE
    assert str(one).splitlines()[-1].startswith("CLEAN  1 holds, 1 note")
