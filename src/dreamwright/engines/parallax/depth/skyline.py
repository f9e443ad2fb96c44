"""The skyline: for each column of a picture the row where what is far above gives way to what stands below.

Two colour models, learned from the picture itself, and its edges, made one by dynamic programming along the columns:
clouds may be as busy as they like as long as they are above. Knows nothing of depth.
"""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamwright.engines.parallax.depth.sight import Sight
from dreamwright.frames import Array

WIDTH = 160
"""Columns that are searched."""
BINS = 10
ROUNDS = 4
COLOUR_WEIGHT, EDGE_WEIGHT, LINE_WEIGHT, JUMP_WEIGHT = 1.0, 1.6, 4.0, 0.35
"""Of a pixel's colour, of the edge at the border, of a straight level line, and of a row's jump between columns."""
DEEP = 0.75
"""A skyline seldom lies lower than this (0 = top, 1 = bottom)."""
CEILING, FLOOR = 0.6, 0.3
"""Above FLOOR nothing is taken for land at first, below CEILING nothing for sky (rows, 0 = top)."""
Rows = NDArray[np.intp]
Weights = NDArray[np.floating[Any]]


def skyline(sight: Sight) -> Rows:
    """(w,) the first row of each column that is not far above; 0 … h."""
    height, width = sight.size
    size = min(width, WIDTH), max(8, round(height * min(width, WIDTH) / width))
    lab = cast(Array, cv2.resize(sight.lab, size, interpolation=cv2.INTER_AREA))
    edges = _falling_edges(lab)
    edges = edges + LINE_WEIGHT / EDGE_WEIGHT * level_line(lab)
    place = (np.arange(size[1], dtype=np.float32) + 0.5)[:, None] / size[1]
    above = np.broadcast_to(np.clip((CEILING - place) / CEILING, 0, 1), lab.shape[:2])
    below = np.broadcast_to(np.clip((place - FLOOR) / (1 - FLOOR), 0, 1), lab.shape[:2])
    border: Rows = np.zeros(size[0], np.intp)
    for _ in range(ROUNDS):
        border = _best(_likelihood(lab, above, below) - 6.0 * np.maximum(place - DEEP, 0.0), edges)
        mask = (np.arange(size[1])[:, None] < border[None, :]).astype(np.float32)
        above, below = 0.98 * mask + 0.02 * above, 0.98 * (1 - mask) + 0.02 * below
    rows = cv2.resize(border.astype(np.float32)[None, :], (width, 1), interpolation=cv2.INTER_LINEAR)[0]
    return np.clip(np.round(rows * height / size[1]), 0, height).astype(np.intp)


def _falling_edges(lab: Array) -> Array:
    """(h + 1, w) strength of the step into each row, in robust units; a darker row below counts double."""
    soft = cv2.GaussianBlur(lab, (0, 0), 0.7)
    step = np.zeros((lab.shape[0] + 1, lab.shape[1]), np.float32)
    change = soft[1:] - soft[:-1]
    size = np.linalg.norm(change, axis=-1) * np.where(change[..., 0] < 0, 1.0, 0.5)
    step[1:-1] = size
    scale = float(np.percentile(size, 90)) + 1.0
    return cast(Array, np.minimum(step / scale, 3.0))


def level_line(lab: Array) -> Array:
    """(h + 1, 1) 0-1: how much of each row is one level edge, as a sea's horizon is and no cloud's.

    Along it the colours change by the same step in nearly all columns: the mean step is as long as the steps are.
    """
    step = np.zeros((lab.shape[0] + 1, *lab.shape[1:]), np.float32)
    soft = cv2.GaussianBlur(lab, (0, 0), 0.7)
    step[2:-2] = soft[3:] - soft[:-3]
    length = np.linalg.norm(step, axis=-1).mean(axis=1)
    same = np.linalg.norm(step.mean(axis=1), axis=-1) / (length + 1.5)
    peak = np.maximum(same, np.maximum(np.roll(same, 1), np.roll(same, -1))) == same
    return cast(Array, (np.clip((same - 0.45) / 0.4, 0.0, 1.0) * peak)[:, None].astype(np.float32))


def overlap(lab: Array, above: NDArray[np.bool_]) -> float:
    """0-1: how alike the colours (h, w, 3) above and below are (Bhattacharyya's coefficient); 1 = the same."""
    index = _cells(lab)
    up, down = (_histogram(index, part.astype(np.float32)) for part in (above, ~above))
    return float(np.sqrt(up / up.sum() * down / down.sum()).sum())


def _cells(lab: Array) -> Rows:
    """The cell of the histogram that each colour falls in, flat."""
    cells = np.clip((lab + np.array([0.0, 64.0, 64.0])) * (BINS / np.array([100.0, 128.0, 128.0])), 0, BINS - 1e-3)
    return cast(Rows, (cells.astype(np.intp) @ np.array([BINS * BINS, BINS, 1])).ravel())


def _likelihood(lab: Array, above: Weights, below: Weights) -> Array:
    """(h, w) log of how much likelier each colour is above than below, by smoothed histograms, ±3."""
    index = _cells(lab)
    up, down = _histogram(index, above), _histogram(index, below)
    table = np.clip(np.log(up / down), -3.0, 3.0)
    return cast(Array, table[index].reshape(lab.shape[:2]).astype(np.float32))


def _histogram(index: Rows, weight: Weights) -> Array:
    counts = np.bincount(index, weights=weight.ravel(), minlength=BINS**3).astype(np.float32).reshape(BINS, BINS, BINS)
    for axis in range(3):
        rolled = np.moveaxis(counts, axis, 0)
        soft = 0.6 * rolled
        soft[1:] += 0.2 * rolled[:-1]
        soft[:-1] += 0.2 * rolled[1:]
        counts = np.moveaxis(soft, 0, axis)
    return cast(Array, (counts.ravel() + 1e-4 * counts.sum() + 1e-6) / (counts.sum() * (1 + 1e-4 * BINS**3) + 1e-3))


def _best(likelihood: Weights, edges: Array) -> Rows:
    """The border of the highest total score (Viterbi over the columns)."""
    height, width = likelihood.shape
    gain = np.zeros((height + 1, width))
    gain[1:] = np.cumsum(likelihood, axis=0)
    gain -= gain[-1:] / 2
    score = COLOUR_WEIGHT * gain * (2.0 / np.sqrt(height)) + EDGE_WEIGHT * edges
    rows = np.arange(height + 1)
    cost = JUMP_WEIGHT * np.minimum(np.abs(rows[:, None] - rows[None, :]), 0.3 * height)
    came = np.zeros((height + 1, width), np.intp)
    total = score[:, 0]
    for column in range(1, width):
        options = total[None, :] - cost
        came[:, column] = np.argmax(options, axis=1)
        total = options[rows, came[:, column]] + score[:, column]
    border = np.zeros(width, np.intp)
    border[-1] = int(np.argmax(total))
    for column in range(width - 1, 0, -1):
        border[column - 1] = came[border[column], column]
    return border
