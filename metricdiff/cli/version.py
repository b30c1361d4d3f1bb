"""The versions, read from the packages' metadata and not by importing them."""

from __future__ import annotations

import platform
from importlib import metadata

from metricdiff._version import __version__

_PACKAGES = {
    "scikit-learn": ("scikit-learn",),
    "Keras": ("keras",),
    "TensorFlow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tensorflow-intel"),
}


def versions() -> str:
    """Return the line that ``--version`` prints."""
    parts = [f"Python {platform.python_version()}"]
    parts += [f"{name} {_version(packages)}" for name, packages in _PACKAGES.items()]
    return f"metricdiff {__version__} ({', '.join(parts)})"


def _version(packages: tuple[str, ...]) -> str:
    for package in packages:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return "not installed"
