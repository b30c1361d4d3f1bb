"""What the user names as the data of a model: an archive, two arrays, or a function.

Headers alone are read here, so that what is wrong is said before TensorFlow is imported.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from metricdiff.errors import InputError, UsageError
from metricdiff.inputs import array_columns
from metricdiff.inputs.npz_file import NpzFile

#: A part's arrays by their names or places; one without a name stands alone under ``""``.
Parts = dict[str, dict[str, str]]
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "x": ("x", "inputs", "features", "images", "x_test", "x_val", "x_valid", "x_train", "arr_0"),
    "y": (
        *("y", "y_true", "labels", "label", "targets", "target"),
        *("y_test", "y_val", "y_valid", "y_train", "arr_1"),
    ),
    "sample_weight": ("sample_weight", "sample_weights", "weights", "weight", "w", "arr_2"),
}
_FUNCTION = re.compile(r"(?P<where>.+):(?P<name>[A-Za-z_][\w.]*)")
_ADVICE = "save them with np.savez(path, x=x, y=y), or np.savez(path, x_0=.., x_1=.., y=y)"
#: How an .npy begins, and an .h5.
_HDF5 = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class DataFiles:
    """The arrays of a model's data, checked and not yet read.

    Attributes:
        paths: The files.
        parts: For ``x``, ``y`` and ``sample_weight`` the names of their arrays in the files.
        unused: Arrays that play no part.
    """

    paths: tuple[str, ...]
    parts: Parts
    unused: tuple[str, ...] = ()

    def placed(self, folder: Path) -> dict[str, Any]:
        """Return the paths of the arrays as a worker takes them; those of an archive are copied.

        Args:
            folder: Where the arrays of an archive may lie.
        """
        return {part: _structured(dict(self._placed(part, folder))) for part in self.parts}

    def _placed(self, part: str, folder: Path) -> Iterator[tuple[str, str]]:
        for name, array in self.parts[part].items():
            if array.endswith(".npy"):
                yield name, str(Path(array).absolute())
                continue
            target = folder / f"{part}.{len(list(folder.iterdir()))}.npy"
            with zipfile.ZipFile(self.paths[0]) as archive, target.open("wb") as copy:
                shutil.copyfileobj(archive.open(f"{array}.npy"), copy)
            yield name, str(target)


def _structured(paths: dict[str, str]) -> Any:
    """Return one path, a list of them in order, or a dictionary by names."""
    if set(paths) == {""}:
        return paths[""]
    if all(name.isdigit() for name in paths):
        return [paths[name] for name in sorted(paths, key=int)]
    return paths


def is_function(text: str) -> bool:
    """Whether it is ``module:function`` and no file."""
    return bool(_FUNCTION.fullmatch(text)) and not Path(text).exists()


def check_model(text: str) -> None:
    """Make sure that a model can be there, before anything slow begins.

    Raises:
        InputError: It is no file of Keras, and no function.
    """
    if is_function(text):
        _check_module(text)
        return
    path = Path(text)
    if not path.exists():
        raise InputError(f"{text}: there is no such file")
    if path.is_dir():
        raise InputError(
            f"{text} is a folder; Keras 3 loads .keras and .h5: "
            "load it where it was made and save it with model.save('model.keras')"
        )
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        begins = file.read(len(_HDF5))
    whole = {".keras": zipfile.is_zipfile(path), ".h5": begins == _HDF5, ".hdf5": begins == _HDF5}
    if suffix not in whole:
        raise InputError(
            f"{text} is no Keras model: its name ends neither in .keras nor in .h5; save it with "
            "model.save('model.keras'), or name a function that builds it: build.py:make_model"
        )
    if not whole[suffix]:
        raise InputError(f"{text} is no Keras model: it is not what model.save writes as {suffix}")


def understood(arguments: Sequence[str]) -> str | DataFiles:
    """Return the function, or the arrays, that the user names as data.

    Raises:
        InputError: A file is not there or damaged, or holds no x and y of as many rows.
        UsageError: They are too many, or of too many kinds.
    """
    if len(arguments) == 1 and is_function(arguments[0]):
        _check_module(arguments[0])
        return arguments[0]
    for path in arguments:
        if not Path(path).is_file():
            raise InputError(
                f"{path}: there is no such file; DATA is an .npz with x and y, two "
                ".npy, or module:function"
            )
    if len(arguments) == 1 and arguments[0].lower().endswith(".npz"):
        return _of_archive(arguments[0])
    if len(arguments) in {2, 3} and all(one.lower().endswith(".npy") for one in arguments):
        names = ("x", "y", "sample_weight")[: len(arguments)]
        files = {name: {"": path} for name, path in zip(names, arguments, strict=True)}
        shapes = {path: _shape(path) for path in arguments}
        return _checked(DataFiles(tuple(arguments), files), shapes)
    raise UsageError(
        f"{' '.join(arguments)}: DATA is an .npz with x and y, two .npy (x, then y; sample_weight "
        "third), or module:function that returns them"
    )


def _shape(path: str) -> tuple[int, ...]:
    try:
        shape: tuple[int, ...] = np.load(path, mmap_mode="r", allow_pickle=False).shape
    except Exception as error:  # noqa: BLE001 - a damaged header can raise anything
        raise array_columns.unreadable(path, ".npy", str(error)) from None
    return shape


def _check_module(text: str) -> None:
    where = text.rpartition(":")[0]
    if where.endswith(".py") and not Path(where).is_file():
        raise InputError(f"{text}: there is no file {where}")


def _of_archive(path: str) -> DataFiles:
    shapes = NpzFile(path).shapes
    parts: Parts = {}
    unused = []
    for array in shapes:
        part, name = _role(array)
        if part and name not in parts.get(part, {}):
            parts.setdefault(part, {})[name] = array
        else:
            unused.append(array)
    return _checked(DataFiles((path,), parts, tuple(unused)), shapes)


def _role(array: str) -> tuple[str, str]:
    """Return the part that an array plays, and its name there; empty for none."""
    lowered = array.lower()
    for part, names in _ALIASES.items():
        if lowered in names:
            return part, ""
    for part in ("sample_weight", "x", "y"):
        if lowered.startswith(f"{part}_"):
            return part, array[len(part) + 1 :]
    return "", ""


def _checked(files: DataFiles, shapes: Mapping[str, tuple[int, ...]]) -> DataFiles:
    where = ", ".join(files.paths)
    for part in ("x", "y"):
        if part not in files.parts:
            raise InputError(f"{where}: no {part} among {', '.join(shapes)}; {_ADVICE}")
    for part, arrays in files.parts.items():
        if "" in arrays and len(arrays) > 1:
            raise InputError(f"{where}: {part} stands beside {part}_...; give one or the others")
    rows = {
        array: shapes[array][0] if shapes[array] else 0
        for arrays in files.parts.values()
        for array in arrays.values()
    }
    if len(set(rows.values())) != 1 or not all(rows.values()):
        told = ", ".join(f"{array} {shapes[array]}" for array in rows)
        raise InputError(f"{where}: all arrays need as many rows: {told}")
    return files
