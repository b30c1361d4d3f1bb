"""Every way in which the command line can be wrong: one line, exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.refusals import ESCAPES, contains, refused
from tests.conftest import SAMPLES

GOOD = str(SAMPLES / "breast_cancer.csv")
MULTICLASS = str(SAMPLES / "digits.csv")

#: Arguments after ``compare FILE``, and the words that must be said.
OPTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "wrong label column": (
        ("--y-true", "bening"),
        ("--y-true: no column 'bening'", "did you mean benign?", "columns: benign, prob"),
    ),
    "wrong prediction column": (("--y-pred", "prop"), ("--y-pred: no column", "mean prob?")),
    "wrong weight column": (("--sample-weight", "w"), ("--sample-weight: no column 'w'",)),
    "one column for both": (
        ("--y-true", "prob", "--y-pred", "prob"),
        ("column prob is both labels and predictions",),
    ),
    "unknown metric": (
        ("-m", "acuracy"),
        ("no metric 'acuracy'", "did you mean accuracy?", "metricdiff metrics"),
    ),
    "threshold above 1": (("--threshold", "1.5"), ("--threshold 1.5", "0 to 1")),
    "threshold below 0": (("--threshold", "-0.5"), ("--threshold -0.5", "0 to 1")),
    "threshold NaN": (("--threshold", "nan"), ("--threshold nan", "0 to 1")),
    "threshold as text": (("--threshold", "half"), ("--threshold", "'half' is not a valid float")),
    "average": (("--average", "median"), ("--average median", "macro, weighted, samples")),
    "tolerance as text": (("--rtol", "tiny"), ("--rtol tiny", "METRIC=NUMBER")),
    "negative tolerance": (("--atol", "-1"), ("--atol -1", "from 0 up")),
    "tolerance NaN": (("--atol", "f1=nan"), ("--atol f1=nan", "from 0 up")),
    "tolerance of no metric": (("--atol", "f7=1"), ("no metric 'f7'", "metricdiff metrics")),
    "timeout 0": (("--timeout", "0"), ("--timeout 0", "seconds above 0")),
    "timeout NaN": (("--timeout", "nan"), ("--timeout nan", "seconds above 0")),
    "endless timeout": (("--timeout", "inf"), ("--timeout inf", "seconds above 0")),
    "negative gap": (("--min-gap", "-1"), ("--min-gap -1", "from 0 up")),
    "gap NaN": (("--min-gap", "nan"), ("--min-gap nan", "from 0 up")),
    "unknown cause": (("--ignore", "auc-grid"), ("no cause 'auc-grid'", "auc-threshold-grid")),
    "empty call": (("--sklearn", "", "--keras", "AUC()"), ("--sklearn", "not a call")),
    "sklearn alone": (("--sklearn", "f1_score()"), ("--sklearn and --keras go together",)),
    "keras alone": (("--keras", "AUC()"), ("--sklearn and --keras go together",)),
    "unknown option": (
        ("--metrix", "f1"),
        ("no such option", "--metrix", "metricdiff compare --help"),
    ),
    "unknown format": (("-f", "pdf"), ("'pdf' is not one of 'table'", "--help")),
    "unknown task": (("--task", "clustering"), ("'clustering' is not one of 'binary'", "--help")),
    "unknown kind": (("--kind", "odds"), ("'odds' is not one of 'probabilities'", "--help")),
    "the same file twice": ((GOOD,), (f"{GOOD} is named twice; name each file once",)),
    "output suffix": (("-o", "report.pdf"), ("--output report.pdf: no format", ".txt, .json")),
    "output folder": (
        ("-o", "no/such/report.json"),
        ("--output no/such/report.json: there is no folder no/such; make it first",),
    ),
    "output is a folder": (("-o", str(SAMPLES)), (f"--output {SAMPLES} is a folder",)),
    "escape sequences": (("-m", ESCAPES), (r"no metric '\x1b[31mred\x07[red]'",)),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_options_that_cannot_be_used(case: str) -> None:
    arguments, words = OPTIONS[case]
    contains(refused("compare", GOOD, *arguments), *words)


@pytest.mark.parametrize(
    ("file", "arguments", "words"),
    [
        (GOOD, ("-m", "mse"), ("mse: neither library computes it on a binary task", "it is for")),
        (GOOD, ("--pos-label", "2"), ("--pos-label: no label '2' (labels: [0, 1])",)),
        (GOOD, ("--kind", "decisions"), ("line 2, column prob", "is not one of the labels (0, 1)")),
        (MULTICLASS, ("--task", "binary"), ("a binary task has 2 classes", "--task multiclass")),
        (MULTICLASS, ("--threshold", "0.5"), ("--threshold does not apply to multiclass scores",)),
        (MULTICLASS, ("--labels", "1,2"), ("--labels leaves out 0, which occurs in the labels",)),
    ],
)
def test_options_that_do_not_fit_the_data(
    file: str, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    contains(refused("compare", file, *arguments), *words)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("f1_score(", ("not a call: character 9",)),
        ("1 +", ("not a call: character",)),
        (" ", ("not a call",)),
        ("open('x').read()", ("is not a metric: character 1 of",)),
        ("f1_score(y_true, y_pred.__class__)", ("__class__", "character 18 of")),
        ("(lambda: 1)()", ("character 1 of",)),
        ("f1_score(*y_true)", ("write each argument out", "character 1 of")),
        ("[f1_score(y_true, y_pred) for x in range(10**9)]", ("range(n)", "character 1 of")),
    ],
)
def test_a_call_that_is_none_is_refused_before_anything_runs(
    call: str, words: tuple[str, ...]
) -> None:
    message = refused("compare", GOOD, "--sklearn", call, "--keras", "AUC()")
    contains(message, "--sklearn: ", *words)


def test_a_call_is_never_evaluated(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    attacks = [
        f"__import__('pathlib').Path({str(mark)!r}).touch()",
        f"f1_score(y_true, __import__('os').system('touch {mark}'))",
        f"[x for x in [__import__('os').system('touch {mark}')]]",
    ]
    for attack in attacks:
        refused("compare", GOOD, "--sklearn", attack, "--keras", "AUC()")
        refused("compare", GOOD, "--sklearn", "f1_score()", "--keras", attack)
    bare = f"f1_score(y_true, open({str(mark)!r}, 'w'))"  # in form a call of a metric
    refused("compare", GOOD, "--sklearn", bare, "--keras", "AUC()")
    assert not mark.exists()
    eval(attacks[0])  # noqa: S307 - that the attack is one
    assert mark.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("comparr", GOOD), ("no command 'comparr'", "did you mean compare?", "metricdiff --help")),
        ((GOOD,), (f"no command '{GOOD}', which is a file; try: metricdiff compare {GOOD}",)),
        (("--metrics",), ("no such option", "--metrics", "metricdiff --help")),
        (("compare",), ("missing argument 'FILE...'", "metricdiff compare --help")),
        (("metrics", "f11"), ("no metric 'f11'; did you mean f1?",)),
    ],
)
def test_commands_that_cannot_be_used(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    contains(refused(*arguments), *words)
