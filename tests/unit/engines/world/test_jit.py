"""Dr.Jit's setting up: which LLVM is taken, and how arrays go in and out."""

from __future__ import annotations

import ctypes.util
import sys
from pathlib import Path

import numpy as np
import pytest

from dreamwright.engines.world import jit


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any LLVM, with its prefix at the folder given back."""
    monkeypatch.delenv("DRJIT_LIBLLVM_PATH", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    (tmp_path / "lib").mkdir()
    return tmp_path


def test_the_variable_comes_before_the_wheel(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "lib" / "libLLVM.so").touch()
    assert jit.find_llvm() == str(bare / "lib" / "libLLVM.so")
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", "/opt/mine.so")
    assert jit.find_llvm() == "/opt/mine.so"


def test_the_wheel_comes_before_the_system(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"{name}.so")
    assert jit.find_llvm() == "LLVM-30.so"
    (bare / "lib" / "libLLVM.dylib").touch()
    assert jit.find_llvm() == str(bare / "lib" / "libLLVM.dylib")


def test_the_newest_of_the_system_is_taken_and_old_ones_are_not(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"LLVM-14", "LLVM-17", "LLVM-19"}
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: name if name in there else None)
    assert jit.find_llvm() == "LLVM-19"
    there -= {"LLVM-17", "LLVM-19"}
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert jit.find_llvm() is None


@pytest.mark.parametrize("count", [1, 7, 64, 1000])
def test_arrays_go_in_and_out_unchanged(count: int) -> None:
    numbers = np.random.default_rng(count).integers(0, 2**32, count, dtype=np.uint32)
    assert np.array_equal(np.array(jit.to_uint(numbers)), numbers)
    assert np.array_equal(np.array(jit.to_float(numbers / 7)), (numbers / 7).astype(np.float32))


def test_device_vectors_become_a_last_axis() -> None:
    a, b = np.arange(6.0), np.arange(6.0) * 10
    host = jit.to_numpy(jit.Array2f(jit.to_float(a), jit.to_float(b)), (2, 3, 2))
    assert host.shape == (2, 3, 2)
    assert host[1, 2].tolist() == [5.0, 50.0]
    assert jit.to_numpy(jit.to_float(a), (3, 2))[2, 1] == 5.0
