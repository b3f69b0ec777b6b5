"""Columns as they come: text or numbers, with the cells that hold nothing told from those that hold nonsense."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NOTHING: Final = frozenset({"", "-", "na", "n/a", "nan", "nat", "null", "none", "<na>"})
"""What stands in a cell of text for nothing, in lower case."""


class Numbers(NamedTuple):
    """A column read as numbers.

    Parameters
    ----------
    values : ndarray of float64
        NaN where there is none.
    missing : ndarray of bool
        Where nothing came.
    wrong : ndarray of bool
        Where something came that is no number.
    """

    values: NDArray[np.float64]
    missing: NDArray[np.bool_]
    wrong: NDArray[np.bool_]


def numbers(column: pd.Series) -> Numbers:
    """Read a column as numbers; each text as Python's ``float`` reads it."""
    if pd.api.types.is_bool_dtype(column.dtype):
        missing = column.isna().to_numpy()
        return Numbers(np.full(len(column), np.nan), missing, ~missing)
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return Numbers(values, np.isnan(values), np.zeros(len(values), dtype=bool))
    came = column.astype(object)
    # Which cells are numbers pandas tells quickly; what they are to the last digit it does not.
    truths = came.map(lambda cell: isinstance(cell, bool)).to_numpy(dtype=bool)
    good = pd.to_numeric(came, errors="coerce").notna().to_numpy() & ~truths
    values = np.full(len(came), np.nan)
    values[good] = came[good].to_numpy().astype(np.float64)
    missing = np.zeros(len(came), dtype=bool)
    missing[~good] = nothing(came[~good])
    return Numbers(values, missing, ~good & ~missing)


def nothing(column: pd.Series) -> NDArray[np.bool_]:
    """Tell the cells in which nothing stands."""
    blank = column.astype(str).str.strip().str.casefold().isin(NOTHING)
    return (column.isna() | blank).to_numpy(dtype=bool)


def texts(column: pd.Series) -> pd.Series:
    """Give a column as text, whole numbers without a point; missing where nothing came."""
    if pd.api.types.is_float_dtype(column.dtype) and bool((column.dropna() % 1 == 0).all()):
        column = column.astype("Int64")
    return column.astype(object).where(column.notna(), None).map(str, na_action="ignore").astype(object)
