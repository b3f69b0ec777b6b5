"""Why a row is not read: one reason for each, the first that applies; and rows that say the same twice."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

REASONS: Final = (
    "no coordinate",
    "coordinate is not a number",
    "geometry is no point",
    "coordinates are 0/0",
    "swapped lat/lon suspected",
    "coordinate out of range",
    "no date",
    "date unreadable",
    "last day before the first",
    "code of time in no table",
    "precision is no length",
    "exact duplicate",
    "duplicate id",
)

Mask = NDArray[np.bool_]


class Marks:
    """The reason against each row, as long as rows are being looked at."""

    def __init__(self, count: int) -> None:
        self._code = np.zeros(count, dtype=np.int8)

    def mark(self, reason: str, rows: Mask) -> None:
        """Hold a reason against these rows; one that has a reason already keeps it."""
        self._code[rows & self.good] = REASONS.index(reason) + 1

    @property
    def good(self) -> Mask:
        """The rows that nothing is held against."""
        good: Mask = self._code == 0
        return good

    def reasons(self) -> NDArray[np.object_]:
        """Give the reason of each row that has one, in the order of the rows."""
        words = np.array(REASONS, dtype=object)
        return words[self._code[~self.good] - 1]


def mark_duplicates(marks: Marks, table: pd.DataFrame, ids: pd.Series) -> None:
    """Mark good rows that have the id of an earlier good row: alike in every column, or not.

    Parameters
    ----------
    marks : Marks
        Of all rows.
    table : DataFrame
        The columns as they came.
    ids : Series
        The id of each row; rows without one are nobody's duplicate.
    """
    ids = ids[marks.good].dropna()
    alike = ids.index[ids.duplicated(keep=False)].to_numpy()
    _mark_at(marks, "exact duplicate", alike[_comparable(table.iloc[alike]).duplicated().to_numpy()])
    ids = ids[marks.good[ids.index]]
    _mark_at(marks, "duplicate id", ids.index[ids.duplicated()].to_numpy())


def _mark_at(marks: Marks, reason: str, rows: NDArray[np.intp]) -> None:
    mask = np.zeros(len(marks.good), dtype=bool)
    mask[rows] = True
    marks.mark(reason, mask)


def _comparable(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table whose cells can be compared: lists and dicts as they print."""
    cells = {name: column.map(repr) if column.dtype == object else column for name, column in table.items()}
    return pd.DataFrame(cells, index=table.index)
