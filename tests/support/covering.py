"""Pairwise covering: few rows in which every pair of values of two factors occurs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product

type Row = Mapping[str, str]
"""A value for every factor."""

type Pair = tuple[tuple[str, str], tuple[str, str]]
"""Two factors, each with a value."""


def cover(factors: Mapping[str, Sequence[str]], is_valid: Callable[[Row], bool]) -> tuple[list[Row], list[Pair]]:
    """Return valid rows that hold every pair that a valid row can hold, and the pairs that none can.

    Greedy, and the same for the same factors: each row is the first of those that hold most of what is missing.
    """
    number = {pair: bit for bit, pair in enumerate(_every_pair(factors))}
    rows = [dict(zip(factors, values, strict=True)) for values in product(*factors.values())]
    masks = [(row, _mask(row, number)) for row in rows if is_valid(row)]
    possible = 0
    for _, mask in masks:
        possible |= mask
    chosen: list[Row] = []
    missing = possible
    while missing:
        row, mask = max(masks, key=lambda each: (each[1] & missing).bit_count())
        chosen.append(row)
        missing &= ~mask
    return chosen, [pair for pair, bit in number.items() if not possible >> bit & 1]


def _every_pair(factors: Mapping[str, Sequence[str]]) -> list[Pair]:
    return [
        ((first, one), (second, two))
        for first, second in combinations(factors, 2)
        for one in factors[first]
        for two in factors[second]
    ]


def _mask(row: Row, number: Mapping[Pair, int]) -> int:
    return sum(1 << number[pair] for pair in combinations(row.items(), 2))
