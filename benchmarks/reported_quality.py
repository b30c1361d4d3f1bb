"""Measures ``explain``: reported numbers of pipelines with known faults, of strangers, plain ones.

Each number is made by really running the faulty pipeline, by code that does not import metricdiff,
and printed to four decimals.  ``python -m benchmarks.reported_quality`` prints the table.
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from zlib import crc32

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
warnings.simplefilter("ignore")

import numpy as np  # noqa: E402

import metricdiff  # noqa: E402
from benchmarks.reported import binary, classes, formulas, hints, pairs, strangers, values, weighed  # noqa: E402
from benchmarks.reported.case import Case, Maker  # noqa: E402
from metricdiff.searching.result import Answer, Explained  # noqa: E402

_GROUPS = {
    "one": (*binary.MAKERS, *formulas.MAKERS, *classes.MAKERS, *values.MAKERS, *weighed.MAKERS),
    "pairs": pairs.MAKERS,
}
_LOW = 0.05


def main() -> None:
    """Print what was found of each cause, of pairs, of strangers and of plain numbers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=5, help="of each cause, and of each pair")
    parser.add_argument("--strangers", type=int, default=200)
    parser.add_argument("--plain", type=int, default=100)
    parser.add_argument("--only", default="", help="causes whose name begins so")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    start = time.perf_counter()
    for name, makers in _GROUPS.items():
        _print_causes(name, makers, asked)
    if not asked.only:
        _print_answers("plain", strangers.plain, asked.plain, asked)
        _print_answers("strangers", strangers.stranger, asked.strangers, asked)
        for maker in hints.MAKERS:
            _print_answers(f"hint {maker.__name__}", maker, 2 * asked.sets, asked)
    print(f"{time.perf_counter() - start:.0f} s")


def _cases(maker: Maker, count: int, seed: int) -> Iterator[Case]:
    name = f"{maker.__module__}.{maker.__name__}".encode()
    for place in range(count):
        yield maker(np.random.default_rng([crc32(name), place, seed]))


def _explained(case: Case) -> tuple[Explained, ...]:
    found = metricdiff.explain(case.y_true, case.y_pred, case.reported, **case.options)
    return found.answers


def _print_causes(group: str, makers: tuple[Maker, ...], asked: argparse.Namespace) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    answers: dict[str, list[str]] = defaultdict(list)
    for maker in makers:
        if not maker.__name__.startswith(asked.only):
            continue
        for case in _cases(maker, asked.sets, asked.seed):
            explained = _explained(case)
            hit = all(_leads(one, case.causes) for one in explained)
            right[maker.__name__].append(hit)
            answers[maker.__name__] += [str(one.answer) for one in explained]
            if asked.verbose and not hit:
                _print_miss(maker.__name__, case, explained)
    print(f"\n{group}: true code in the first class")
    for name, hits in right.items():
        told = ", ".join(f"{answers[name].count(one)} {one}" for one in sorted({*answers[name]}))
        print(f"  {name:22} {sum(hits):3} of {len(hits):3}   {told}")
    every = [hit for hits in right.values() for hit in hits]
    if every:
        print(f"  {'all':22} {sum(every):3} of {len(every):3}   {sum(every) / len(every):.1%}")


def _leads(one: Explained, causes: frozenset[str]) -> bool:
    """Whether the first class holds a way with the true causes."""
    if not one.candidates:
        return False
    first = one.candidates[0]
    ways = [set(first.codes), *(set(codes) for codes in first.equivalent)]
    return any(causes <= way for way in ways) or (
        len(causes) > 1 and "MD610" in causes and any(causes & way for way in ways)
    )


def _print_miss(name: str, case: Case, explained: tuple[Explained, ...]) -> None:
    for one in explained:
        shown = [(c.codes, c.value, round(c.chance, 4)) for c in one.candidates[:3]]
        missed = [(c.codes, c.value, round(c.chance, 4)) for c in one.coincidences[:3]]
        gone = [(c.recipe, c.value, c.gave) for c in one.withdrawn[:3]]
        plain = [(call.call, call.value) for call in one.plain]
        told = f"  {name} n={len(case.y_true)} {dict(case.reported)}: {one.answer}"
        print(f"{told} {shown} | {missed} {gone} {plain}")


def _print_answers(name: str, maker: Maker, count: int, asked: argparse.Namespace) -> None:
    found = [_explained(case)[0] for case in _cases(maker, count, asked.seed)]
    print(f"\n{name}: {count} numbers")
    for answer in Answer:
        of_it = [one for one in found if one.answer is answer]
        print(f"  {answer:22} {len(of_it):3}   {len(of_it) / max(count, 1):.1%}")
    sure = [
        one for one in found if one.answer is Answer.AMBIGUOUS and one.candidates[0].chance < _LOW
    ]
    print(f"  {'ambiguous, chance<0.05':22} {len(sure):3}   {len(sure) / max(count, 1):.1%}")


if __name__ == "__main__":
    main()
