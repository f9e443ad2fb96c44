"""Dr.Jit set up for this machine: CUDA where an NVIDIA driver is, LLVM otherwise.

The one place that imports Dr.Jit's types. World frame: x right, y ahead, z up, metres.
"""

from __future__ import annotations

import ctypes.util
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from dreamwright.errors import MissingBackend

OLDEST_LLVM = 17
INSTALL_LLVM = "No usable LLVM (17 or newer) was found: install the package karellen-llvm-core, or set DRJIT_LIBLLVM_PATH."


def find_llvm() -> str | None:
    """Path of libLLVM: the variable, the PyPI wheel, then the system's from 17 on; None if there is none."""
    if path := os.environ.get("DRJIT_LIBLLVM_PATH"):
        return path
    for name in ("libLLVM.so", "libLLVM.dylib"):
        wheel = Path(sys.prefix) / "lib" / name
        if wheel.exists():
            return str(wheel)
    for version in range(30, OLDEST_LLVM - 1, -1):
        if found := ctypes.util.find_library(f"LLVM-{version}"):
            return found
    brew = Path("/opt/homebrew/opt/llvm/lib/libLLVM.dylib")
    return str(brew) if brew.exists() else None


def _load() -> tuple[Any, Any, str]:
    llvm = find_llvm()
    if llvm:
        os.environ["DRJIT_LIBLLVM_PATH"] = llvm
    drjit: Any = importlib.import_module("drjit")
    if os.environ.get("DREAMWRIGHT_DEVICE") != "cpu" and drjit.has_backend(drjit.JitBackend.CUDA):
        return drjit, importlib.import_module("drjit.cuda"), "cuda"
    if not llvm or not drjit.has_backend(drjit.JitBackend.LLVM):
        raise MissingBackend(INSTALL_LLVM)
    return drjit, importlib.import_module("drjit.llvm"), "llvm"


dr: Any
dr, _types, BACKEND = _load()

if TYPE_CHECKING:

    class Float(Any): ...  # type: ignore[misc]

    class Int(Any): ...  # type: ignore[misc]

    class UInt(Any): ...  # type: ignore[misc]

    class Bool(Any): ...  # type: ignore[misc]

    class Array2f(Any): ...  # type: ignore[misc]

    class Array3f(Any): ...  # type: ignore[misc]

    class Array4f(Any): ...  # type: ignore[misc]

    class Texture2f(Any): ...  # type: ignore[misc]

    class Texture3f(Any): ...  # type: ignore[misc]

    class TensorXf(Any): ...  # type: ignore[misc]
else:
    Float, Int, UInt, Bool = _types.Float, _types.Int, _types.UInt, _types.Bool
    Array2f, Array3f, Array4f = _types.Array2f, _types.Array3f, _types.Array4f
    Texture2f, Texture3f, TensorXf = _types.Texture2f, _types.Texture3f, _types.TensorXf


def to_float(a: ArrayLike) -> Float:
    """A flat device array of `a`, row-major."""
    return Float(np.ascontiguousarray(a, np.float32).ravel())


def to_numpy(a: Any, shape: tuple[int, ...]) -> Any:
    """`a` as float32 NumPy of `shape`; Array2f/3f become a last axis of 2 or 3."""
    host = np.asarray(a, np.float32)
    return np.moveaxis(host, 0, -1).reshape(shape) if host.ndim == 2 else host.reshape(shape)
