"""``metricdiff metrics``: every metric can be read on a screen of 80 columns."""

from __future__ import annotations

import re

import pytest

from metricdiff.cli.metrics import command
from metricdiff.errors import UsageError
from metricdiff.metrics.declaration import Metric
from metricdiff.metrics.registry import METRICS


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    command.main([*arguments, "--color", "never"], standalone_mode=False)
    return capsys.readouterr().out


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_fits_a_screen(metric: Metric, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (metric.name, *metric.aliases):
        page = printed(capsys, name)

        assert page.startswith(f"{metric.name}\n  ")
        assert not re.search(r"[{}]", page)
        assert max(map(len, page.splitlines())) <= 80
        for task in metric.entries:
            assert f"\n{task}" in page


def test_the_list_names_every_metric_and_what_it_lacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = printed(capsys)

    assert max(map(len, listed.splitlines())) <= 80
    for metric in METRICS:
        assert re.search(rf"^{metric.name}  ", listed, re.MULTILINE)
    assert re.search(r"^mcc +binary, multiclass \(sklearn\)$", listed, re.MULTILINE)
    assert re.search(r"^huber +regression \(keras\)$", listed, re.MULTILINE)
    assert re.search(r"^f1 +binary\*, multiclass\*, multilabel\*$", listed, re.MULTILINE)


def test_a_page_tells_calls_defaults_and_what_their_words_mean(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = " ".join(printed(capsys, "val_accuracy").split())

    assert "nothing set CategoricalAccuracy() against accuracy_score(y_true, decisions)" in page
    assert "t --threshold, on the probability scale" in page
    assert "average --average" not in page
    assert "this name pins beta=2.0" in " ".join(printed(capsys, "f2").split())


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean cohen_kappa\?.*--sklearn CALL"):
        command.main(["cohens_kappa"], standalone_mode=False)
