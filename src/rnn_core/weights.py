"""Trained weights in a file, and back: NumPy's own .npz (a zip archive of arrays), without pickle.

    save("colours.npz", model)      # anything with params: a model, a cell, a layer
    load("colours.npz", model)      # into a model made with the same sizes
    params = read("colours.npz")    # the arrays alone

The same weights give the same file, byte for byte. A file is data and nothing else: no code in it is ever run.
"""

import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np


def save(path: str | os.PathLike, model: Any) -> None:
    """Write the parameters of `model` to `path`, which has to end in .npz; what was there before is replaced.

    The file is complete or not there at all. Raises TypeError or ValueError for a model without params, for params
    that are not finite, or another ending, OSError if the file cannot be written.
    """
    path, params = _path(path), _params(model)
    for name, p in params.items():
        if not np.isfinite(p).all():
            raise ValueError(f"params[{name!r}]: expected finite numbers, got NaN or infinity")
    partial = path.with_name(path.name + f".{os.getpid()}.partial")
    try:
        with open(partial, "wb") as file:
            np.savez(file, **params)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """The arrays in the file at `path`, by name.

    Raises FileNotFoundError if there is none, ValueError for a file that `save` did not write: another kind of file,
    a truncated or damaged one, one with Python objects or with anything but finite float32 or float64 arrays.
    """
    path = _path(path)
    if not path.is_file():
        raise FileNotFoundError(f"path: expected a file of weights, got {str(path)!r}, where there is none")
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if not names or not all(name.endswith(".npy") for name in names):
                raise ValueError(f"it is a zip archive of {', '.join(names[:3]) or 'nothing'}")
        with np.load(path, allow_pickle=False) as arrays:
            params = {name: arrays[name] for name in arrays.files}
    except (ValueError, zipfile.BadZipFile, EOFError, zlib.error, LookupError, RuntimeError, MemoryError) as error:
        raise ValueError(f"path: expected a whole .npz file of weights, got {str(path)!r}: {error}") from error
    for name, p in params.items():
        if p.dtype not in (np.float32, np.float64) or not np.isfinite(p).all():
            raise ValueError(f"path: expected finite float32 or float64 numbers, got {name!r} of {p.dtype}")
    return params


def load(path: str | os.PathLike, model: Any) -> Any:
    """Put the weights in the file at `path` into the arrays of `model.params`; returns the model.

    Every name, shape and type has to fit: float32 weights go into a float32 model. Raises what `read` raises, and
    ValueError naming what is missing, what is too much, or what has another shape or type; then nothing is changed.
    """
    params, given = _params(model), read(path)
    if missing := params.keys() - given.keys():
        raise ValueError(f"path: expected weights for {', '.join(sorted(missing))} too, got {', '.join(sorted(given))}")
    if extra := given.keys() - params.keys():
        raise ValueError(f"path: expected weights of this model alone, got also {', '.join(sorted(extra))}")
    for name, p in params.items():
        if given[name].shape != p.shape or given[name].dtype != p.dtype:
            came = f"{given[name].dtype} {given[name].shape}"
            raise ValueError(f"path: expected {name!r} to be {p.dtype} {p.shape} as in the model, got {came}")
    for name, p in params.items():
        p[...] = given[name]
    return model


def _path(path):
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path: expected a path to a file, got {path!r}")
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path: expected a name that ends in .npz, got {path.name!r}")
    return path


def _params(model):
    params = getattr(model, "params", None)
    if not isinstance(params, dict) or not params or not all(isinstance(p, np.ndarray) for p in params.values()):
        raise TypeError(f"model: expected something with params, a dict of arrays, got {type(model).__name__}")
    return params
