"""Whatever a file of two classes holds: read in blocks it gives the report of it in memory."""

from __future__ import annotations

import math
import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from metricdiff import MetricdiffError
from metricdiff.comparing import compare_file
from metricdiff.engines.keras_engine import InProcess
from metricdiff.formats.json_format import document
from metricdiff.inputs.opening import open_files
from metricdiff.settings import Options, Overrides, Settings
from metricdiff.words import Stream

pytestmark = pytest.mark.keras

#: How far numbers may be apart: the order of adding, in float64 and in Keras's float32.
_SUMS, _KERAS = 1e-12, 1e-6

#: What texts say of the data themselves: scikit-learn prints what it was given, and after rows with
#: NaN were left out, the weights of the others are told in memory alone.
_DATA = re.compile(r"\(array.*\)|yours go from .*")


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Few rows with ties, exact 0 and 1, NaN, one class, weights of all kinds, masks, decisions."""
    size = draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    codes = draw(st.sampled_from([(0, 1), (-1, 1), (1, 2), ("no", "yes"), (0.0, 0.9)]))
    labels = random.random(size) < draw(st.sampled_from([0, 0.1, 0.5, 1]))
    scores = random.random(size)
    if draw(st.booleans()):
        scores = np.where(random.random(size) < 0.5, random.choice([0, 0.3, 0.5, 1], size), scores)
    scores = scores * draw(st.sampled_from([1, 1, 1, -4, 100]))
    if draw(st.integers(0, 5)) == 0:
        scores[random.random(size) < 0.2] = np.nan
    scores = scores.astype(draw(st.sampled_from(["f8", "f4"])))
    frame = pd.DataFrame({"label": np.array(codes)[labels.astype(int)], "score": scores})
    if draw(st.booleans()):
        frame["pred"] = np.array(codes)[(scores >= random.choice([0.5, 0.3])).astype(int)]
    some = [[0, 1], [0.1, 0.7, 2.9], [3], [0, 0.5, 1, 2.5, 4], random.exponential(2, size)]
    weights = draw(st.sampled_from([None, *range(len(some))]))
    if weights is not None:
        frame["weight"] = random.choice(some[weights], size)
    if draw(st.booleans()):
        frame["mask"] = (random.random(size) < draw(st.sampled_from([0.5, 0.9, 1]))).astype(int)
    return frame


def reported(path: Path, frame: pd.DataFrame, stream: Stream) -> dict[str, Any] | str:
    weight, mask = (name if name in frame else None for name in ("weight", "mask"))
    options = Options(Settings(metrics=("all",), thresholds=(0.5, 0.3)), stream=stream)
    try:
        file = open_files([str(path)], sample_weight=weight, mask=mask)
        return document(compare_file(file, Overrides(), options, InProcess()))
    except MetricdiffError as error:
        return str(error)


def differences(one: Any, other: Any, where: str = "", within: float = _KERAS) -> list[str]:
    """Return where two documents differ by more than the order of adding explains."""
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            text
            for key in one.keys() | other.keys()
            for text in differences(
                *(one.get(key), other.get(key), f"{where}.{key}"),
                within=_SUMS if key == "sklearn" else within,
            )
        ]
    if isinstance(one, list) and isinstance(other, list):
        return [
            text
            for place, pair in enumerate(zip_longest(one, other))
            for text in differences(*pair, f"{where}[{place}]", within)
        ]
    if isinstance(one, float) and isinstance(other, float):
        left = where.endswith(("residual", "contribution"))  # what is left of large numbers
        noise = 1e-3 if left else within
        close = math.isclose(one, other, rel_tol=within, abs_tol=noise)
        return [] if close else [f"{where}: {one} {other}"]
    if isinstance(one, str) and isinstance(other, str):
        one, other = (_DATA.sub("", text) for text in (one, other))
    return [] if one == other else [f"{where}: {one} {other}"]


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # an example takes a second, and is small as it is
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    frame=frames(),
    suffix=st.sampled_from(["csv", "csv.gz", "parquet"]),
    parts=st.sampled_from([1, 1, 3]),
)
def test_the_report_is_that_of_the_file_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    keras: Any,
    frame: pd.DataFrame,
    suffix: str,
    parts: int,
) -> None:
    del keras
    path = tmp_path_factory.mktemp("files")
    for place in range(min(parts, len(frame))):
        part = path / f"part-{place}.{suffix}"
        getattr(frame[place::parts], f"to_{suffix.removesuffix('.gz')}")(part, index=False)
    streamed, whole = (reported(path, frame, one) for one in (Stream.ALWAYS, Stream.NEVER))
    if isinstance(streamed, str):
        assert streamed == whole or "only binary predictions stream" in streamed
    else:
        assert differences(streamed, whole) == []


@pytest.mark.parametrize("stream", [Stream.ALWAYS, Stream.NEVER])
@pytest.mark.parametrize("mask", [None, [1, 0, 1, 1]])
def test_no_cause_names_a_row_that_a_proof_adds(
    tmp_path: Path, keras: Any, stream: Stream, mask: list[int] | None
) -> None:
    del keras
    frame = pd.DataFrame({"label": ["no", "yes", "yes", "yes"], "score": [28.9, 0.5, 60.6, 57.2]})
    frame["weight"] = [0.0, 1.0, 1.0, 1.0]  # one class of what weighs: the proof adds the other
    if mask:
        frame["mask"] = mask
    path = tmp_path / "preds.parquet"
    frame.to_parquet(path)
    document = reported(path, frame, stream)
    assert isinstance(document, dict)
    causes = [cause for row in document["comparisons"] for cause in row["causes"]]
    told = [cause for cause in causes if cause["rows"] is not None]
    assert "MD310" in {cause["code"] for cause in causes}
    assert told
    for cause in told:
        assert set(cause["rows"]) <= set(range(4))
        assert cause["row_count"] == len(cause["rows"])
