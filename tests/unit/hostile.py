"""Reports in which every name that comes from the data tries to be something else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from metricdiff.comparing import compare_predictions
from metricdiff.inputs.inference import understand
from metricdiff.inputs.reading import from_arrays
from metricdiff.report import Report
from metricdiff.settings import Options, Settings
from tests.fake_keras import FakeKeras

NAMES = [
    "a|b",
    "a\\|b",
    "two\nlines\r\nand more",
    "`code` ``twice``",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "]]>&amp;<![CDATA[",
    "[link](http://example.org) @someone #1 www.example.org :tada:",
    "*bold* _it_ ~no~ \\",
    "50%, 100%: a,b::error::x",
    "\x00\x1b[31m\x7f\u202e\ufffe\ud800",
    " ",
]
#: Any text at all, and what has a meaning somewhere more often than chance would have it.
names = st.text(
    st.one_of(st.characters(), st.sampled_from("|`\\*_[]<>&@#:%,\r\n'\"\x1b")),
    min_size=1,
    max_size=12,
)


def hostile(name: str, error: str = "") -> Report:
    """Return a report of which the file, the columns, the classes and an error are called so."""
    label = "1" + name.replace("\ud800", "")  # no file of text holds half a character
    raw = from_arrays([label, "0", label, "0"], [0.2, 0.7, 0.4, 0.1])
    columns = replace(raw.columns, y_true=(name,), y_pred=(name,), unused_weight=name)
    raw = replace(raw, columns=columns, files=(name,))
    engine = FakeKeras({"AUC": {"error": f"ValueError: {error or name}"}})
    options = Options(Settings(("precision", "f1", "roc_auc", "log_loss")))
    return compare_predictions(understand(raw), options, engine)
