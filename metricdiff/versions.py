"""What numbers depend on besides the data: versions and settings, for every report."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from metricdiff._version import __version__


def tool_versions(keras: Mapping[str, Any]) -> dict[str, Any]:
    """Return the versions and settings that numbers depend on, with what Keras says of itself."""
    return {
        "metricdiff": __version__,
        "sklearn": metadata.version("scikit-learn"),
        "keras": keras.get("keras"),
        "tensorflow": keras.get("tensorflow"),
        "python": platform.python_version(),
        "keras_backend": keras.get("keras_backend"),
        "floatx": keras.get("floatx"),
        "epsilon": keras.get("epsilon"),
    }
