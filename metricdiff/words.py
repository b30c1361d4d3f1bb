"""The words of the project, spelled as users type and read them."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """What kind of question the predictions answer."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    MULTILABEL = "multilabel"
    REGRESSION = "regression"


class Kind(StrEnum):
    """What the predictions are."""

    PROBABILITIES = "probabilities"
    LOGITS = "logits"
    DECISIONS = "decisions"
    SCORES = "scores"
    VALUES = "values"


class Pairing(StrEnum):
    """How the two calls of a comparison were chosen."""

    MATCHED = "matched"
    DEFAULT = "default"
    CUSTOM = "custom"


class Verdict(StrEnum):
    """What a comparison came to."""

    EQUAL = "equal"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"
    INCOMPARABLE = "incomparable"


class Reason(StrEnum):
    """Why a comparison is incomparable."""

    NO_COUNTERPART = "no_counterpart"
    RAISED = "raised"
    NOT_THIS_TASK = "not_this_task"


class Stream(StrEnum):
    """Whether a file is read in blocks, as often as it is needed, or into memory."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class FailOn(StrEnum):
    """What makes the exit code 1."""

    MISMATCH = "mismatch"
    ANY = "any"
    UNEXPLAINED = "unexplained"
    NEVER = "never"
