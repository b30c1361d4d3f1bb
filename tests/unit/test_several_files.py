"""Several files: parts of one data set, or labels and predictions; the errors name both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from metricdiff.errors import InputError
from metricdiff.inputs.inference import understand
from metricdiff.inputs.opening import open_files
from metricdiff.inputs.predictions import Raw
from metricdiff.inputs.reading import read


def opened(*paths: Path, **named: Any) -> Raw:
    return understand(read(open_files([str(path) for path in paths], **named))).raw


def text(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


def array(path: Path, values: Any) -> Path:
    np.save(path, values)
    return path


def test_parts_are_read_in_the_natural_order_of_their_names(tmp_path: Path) -> None:
    paths = [
        text(tmp_path / f"part-{number}.csv", f"label,prob\n{number % 2},0.{number}\n")
        for number in (10, 2, 1)
    ]
    assert opened(*paths).y_pred.tolist() == [0.1, 0.2, 0.10]


def test_parts_may_have_their_columns_in_any_order_and_more_of_them(tmp_path: Path) -> None:
    first = text(tmp_path / "1.csv", "id,label,prob\n9,1,0.5\n")
    second = text(tmp_path / "2.csv", "prob,note,label\n0.25,x,0\n")
    raw = opened(first, second)
    assert raw.y_true.tolist() == [1, 0]
    assert raw.y_pred.tolist() == [0.5, 0.25]


def test_parts_need_one_name_that_tells_a_role(tmp_path: Path) -> None:
    paths = [text(tmp_path / f"{n}.csv", f"benign,logit\n{n},1.5\n") for n in (0, 1)]
    assert opened(*paths).columns.y_true == ("benign",)


def test_classes_that_one_part_has_are_classes_of_all(tmp_path: Path) -> None:
    first = text(tmp_path / "1.csv", "label,pred\na,a\nb,a\n")
    second = text(tmp_path / "2.csv", "label,pred\nc,a\nb,c\n")
    raw = opened(first, second)
    assert raw.y_true.tolist() == ["a", "b", "c", "b"]
    assert raw.y_pred.tolist() == ["a", "a", "a", "c"]
    whole = text(tmp_path / "3.csv", "label,pred\n7,a\n")  # a number alone, text with the others
    assert opened(first, whole).y_true.tolist() == ["a", "b", "7"]


def test_arrays_with_one_role_each_are_labels_and_predictions(tmp_path: Path) -> None:
    labels, scores = np.array([2, 0, 1]), np.eye(3)[[2, 1, 1]]
    truth, pred = array(tmp_path / "y_true.npy", labels), array(tmp_path / "probs.npy", scores)
    raw = opened(pred, truth)
    assert raw.files == (str(truth), str(pred))
    assert raw.columns.y_true == ("y_true",)
    assert raw.columns.y_pred == ("probs_0", "probs_1", "probs_2")
    np.testing.assert_array_equal(raw.y_true, labels)
    np.testing.assert_array_equal(raw.y_pred, scores)


def test_the_names_of_square_arrays_tell_their_roles(tmp_path: Path) -> None:
    hot, scores = np.eye(3)[[2, 0, 1, 1]], np.full((4, 3), 1 / 3)
    raw = opened(
        array(tmp_path / "test_labels.npy", hot), array(tmp_path / "test_predictions.npy", scores)
    )
    np.testing.assert_array_equal(raw.y_true, hot)
    np.testing.assert_array_equal(raw.y_pred, scores)
    parts = opened(array(tmp_path / "1.npy", [[0, 0.5]]), array(tmp_path / "2.npy", [[1, 0.7]]))
    assert parts.y_true.tolist() == [0, 1]


def test_one_name_is_enough(tmp_path: Path) -> None:
    a, preds = array(tmp_path / "a.npy", [0, 1]), array(tmp_path / "preds.npy", [0.1, 0.9])
    assert opened(a, preds).y_true.tolist() == [0, 1]


def test_what_no_name_tells_the_user_tells(tmp_path: Path) -> None:
    a, b = array(tmp_path / "a.npy", [0, 1]), array(tmp_path / "b.npy", [0.1, 0.9])
    raw = opened(b, a, y_true="a", y_pred=["b"])
    assert raw.y_true.tolist() == [0, 1]
    assert raw.y_pred.tolist() == [0.1, 0.9]


def test_the_name_of_a_table_tells_what_its_columns_do_not(tmp_path: Path) -> None:
    labels = text(tmp_path / "labels.csv", "id,animal\n1,cat\n2,dog\n")
    scores = text(tmp_path / "predictions.csv", "id,cat,dog\n1,0.75,0.25\n2,0.5,0.5\n")
    raw = opened(labels, scores)
    assert raw.y_true.tolist() == ["cat", "dog"]
    assert raw.columns.y_pred == ("cat", "dog")


def test_columns_of_one_name_in_both_files_are_kept_apart(tmp_path: Path) -> None:
    labels = text(tmp_path / "labels.csv", "value\n1\n0\n")
    scores = text(tmp_path / "preds.csv", "value\n0.75\n0.25\n")
    raw = opened(labels, scores)
    assert (raw.columns.y_true, raw.columns.y_pred) == (("value",), ("preds.value",))
    assert raw.y_pred.tolist() == [0.75, 0.25]


def test_rows_of_labels_and_predictions_are_those_of_the_labels(tmp_path: Path) -> None:
    labels = text(tmp_path / "labels.csv", "label\n\n1\n0\n\n1\n")
    raw = opened(labels, array(tmp_path / "preds.npy", [0.1, 0.2, 0.3]))
    assert raw.row(2) == f"{labels}: line 6"
    assert raw.numbers([0, 1, 2]) == [3, 4, 6]
    assert raw.where.files([0]) is None


def test_weights_and_masks_may_stand_in_either_file(tmp_path: Path) -> None:
    labels = text(tmp_path / "labels.csv", "label,mask\n1,1\n0,1\n1,0\n")
    scores = text(tmp_path / "preds.csv", "prob,weight\n0.1,1\n0.2,2\n0.3,3\n")
    raw = opened(labels, scores, sample_weight="weight", mask="mask")
    assert raw.sample_weight is not None
    assert raw.sample_weight.tolist() == [1, 2, 3]
    assert raw.mask is not None
    assert raw.mask.tolist() == [True, True, False]


def test_a_mask_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    data = text(tmp_path / "preds.csv", "label,prob\n1,0.5\n0,0.25\n")
    for path in (
        array(tmp_path / "mask.npy", [True, False]),
        text(tmp_path / "mask.csv", "keep\ntrue\nfalse\n"),
        text(tmp_path / "mask.jsonl", '{"keep": 1}\n{"keep": 0}\n'),
    ):
        raw = opened(data, mask=str(path))
        assert raw.mask is not None
        assert raw.mask.tolist() == [True, False]
        assert raw.columns.mask == str(path)


@pytest.mark.parametrize(
    ("files", "named", "message"),
    [
        (
            {"labels.csv": "label\n1\n", "preds.csv": "label,prob\n1,0.5\n"},
            {},
            r"labels\.csv holds labels; .*preds\.csv holds labels and predictions\. As parts",
        ),
        (
            {"a.csv": "label\n1\n", "b.csv": "prob\n0.5\n", "c.csv": "prob\n0.5\n"},
            {},
            r"a\.csv holds labels; .*b\.csv holds predictions; .*; as labels and predictions there",
        ),
        (
            {"a.csv": "label\n1\n", "b.csv": "label\n1\n"},
            {},
            r"holds labels; .*holds labels\. As parts",
        ),
        ({"a.csv": "label,prob\n1,1\n", "b.csv": "label,score\n1,1\n"}, {}, "no column 'prob'"),
        (
            {"a.csv": "label,prob\n1,1\n", "b.jsonl": '{"label":1,"prob":"x"}\n'},
            {},
            r"b\.jsonl: line 1, column prob: 'x'",
        ),
        ({"a.csv": "label\n1\n0\n", "b.csv": "prob\n1\n"}, {}, r"has 2 rows and .*b\.csv 1; there"),
        ({"a.csv": "label,prob\n1,1\n"}, {"mask": "nix"}, "--mask: no column 'nix'"),
        ({"a.csv": "label,prob\n1,1\n"}, {"mask": "nix.npy"}, "neither such a column nor such a"),
        ({"a.csv": "label,prob,m\n1,1,2\n"}, {"mask": "m"}, "line 2, mask m: 2; a mask holds 1"),
        ({"a.csv": "label,prob,m\n1,1,0\n"}, {"mask": "m"}, "mask m: all of it is 0, so that no"),
        ({"a.csv": "label,prob,m\n1,1,\n0,1,1\n"}, {"mask": "m"}, "line 2, mask m: nan"),
        ({"a.csv": "label,prob,m\n1,1,x\n0,1,1\n"}, {"mask": "m"}, "line 2, mask m: 'x'"),
    ],
)
def test_files_that_fit_no_reading_are_refused(
    tmp_path: Path, files: dict[str, str], named: dict[str, Any], message: str
) -> None:
    paths = [text(tmp_path / name, content) for name, content in files.items()]
    with pytest.raises(InputError, match=message):
        opened(*paths, **named)


def test_arrays_of_two_kinds_or_shapes_are_no_parts(tmp_path: Path) -> None:
    table = text(tmp_path / "a.csv", "label,prob\n1,1\n")
    both = tmp_path / "b.npz"
    np.savez(both, label=np.array([1]), prob=np.array([1.0]))
    with pytest.raises(InputError, match="parts of one data set are all text or all arrays"):
        opened(table, both)
    other = tmp_path / "c.npz"
    np.savez(other, label=np.array([1]), prob=np.ones((1, 3)))
    with pytest.raises(InputError, match=r"c\.npz: prob has shape \(1, 3\) and \(1,\) in"):
        opened(both, other)


def test_standard_input_and_repetitions_are_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "label,prob\n1,1\n")
    with pytest.raises(InputError, match="standard input is read alone"):
        open_files(["-", str(path)])
    with pytest.raises(InputError, match="is named twice; name each file once"):
        opened(path, path)
