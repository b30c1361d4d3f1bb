"""MD505: a running sum in float32 loses small addends."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, Evidence, Manual, Mend, Mended
from metricdiff.inputs.predictions import Predictions

#: From here on a float32 is 2 away from the next.
_WHOLE = 2**24


def _any(_: str) -> bool:
    return True


def _mended(predictions: Predictions) -> Mended | None:
    weights = predictions.raw.sample_weight
    total = float(predictions.rows if weights is None else weights.sum())
    if total <= _WHOLE:
        return None
    what = "rows" if weights is None else "of weight"
    evidence = Evidence(
        f"{total:,.0f} {what}: Keras adds up in float32, which has no odd numbers above {_WHOLE:,}."
    )
    return Mended(predictions, "with keras.config.set_floatx('float64')", evidence, "float64")


CAUSE = Cause(
    code="MD505",
    name="float32-accumulator",
    summary="a running sum in float32 loses small addends",
    manual=Manual(
        what=(
            "Keras adds every batch to a float32 total. A count that grows by one stops "
            "at 16,777,216; a mean of many small batches drifts, by 1 % after a million "
            "batches of one row."
        ),
        example=(
            "    the mean of 1,000,000 times 0.1\n"
            "    np.mean(values)            = 0.1\n"
            "    Mean(), row by row         = 0.100958     (1 % off)\n"
            "    Mean(), 1,000 rows a batch = 0.1"
        ),
        why=(
            "A float32 has 24 binary digits: next to a total of 16 million, 1 is too "
            "small to be added."
        ),
        keras=(
            "Larger batches, or `keras.config.set_floatx('float64')`. `dtype='float64'` of "
            "a metric is not honoured by all classes."
        ),
        sklearn="Nothing to mend.",
        neighbours=(
            "MD504 is a difference of two large sums. With the 65,536 rows at a time that"
            " compare gives Keras, means stay within the tolerance; counts above 2^24 do not."
        ),
    ),
    mend=Mend(_any, _mended),
)
