"""The command that counts incidents in zones and periods."""

from __future__ import annotations

import datetime as dt
import json
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import zonelib as zl
from zonelib.cli.tables import show


def count_incidents(
    file: Annotated[
        Path, typer.Argument(help="A table of incidents: CSV, Excel, GeoJSON, GeoPackage, Parquet, Arrow.")
    ],
    zones: Annotated[str, typer.Option("--zones", help="A scenario file, or the name of a shipped one.")],
    period: Annotated[
        list[str],
        typer.Option("--period", help="A period, as NAME=FIRST..LAST, both days counted; given again for each."),
    ],
    column: Annotated[
        list[str] | None, typer.Option("--column", help="A column named otherwise, such as lon=X; can be given again.")
    ] = None,
    layout: Annotated[
        str | None, typer.Option("--layout", help="acled, ucdp or plain; default: by its columns.")
    ] = None,
    dates: Annotated[str | None, typer.Option("--dates", help="How dates are written, such as %d/%m/%Y.")] = None,
    time_zone: Annotated[str | None, typer.Option("--time-zone", help="Whose days, such as Asia/Damascus.")] = None,
    same_ground: Annotated[
        bool, typer.Option("--same-ground", help="Hold every day against the same lines, not those of the day.")
    ] = False,
    confidence: Annotated[float, typer.Option("--confidence", help="Of every interval.")] = 0.95,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Count incidents in zones and periods: rates, how each period stands to the one before, and where it returned."""
    scenario, periods = zl.read(zones), dict(map(_period, period))
    found = zl.read_incidents(
        file, layout=layout, columns=dict(map(_column, column or ())), dates=dates, time_zone=time_zone
    )
    frame = found.frame
    ground = {zone.id: zone for zone in scenario.zones} if same_ground else scenario
    rates = zl.incident_rates(
        frame["lon"], frame["lat"], days=frame["day"], last_days=frame["last_day"], periods=periods,
        zones=ground, confidence=confidence,
    )  # fmt: skip
    names = list(periods)
    exact = {name: _expected(frame, days, ground, confidence) for name, days in periods.items()}
    ratios = [ratio for before, after in pairwise(names) for ratio in rates.compared(before, after)]
    returned = rates.returned(*names) if len(names) == 3 else ()  # before, during, after
    if as_json:
        typer.echo(json.dumps(_report(found, rates, ratios, returned, exact), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found}.")
    show("Rates per 1,000 km² and day", [_row(rate, exact[rate.period]) for rate in rates.rates])
    for name in names:
        typer.echo(f"{name}: {rates.total[name]:,} in all, {rates.outside[name]:,} in no zone.")
    for sentence in (*ratios, *(f"{one.zone}: {one.course}" for one in returned)):
        typer.echo(f"{sentence}.")
    typer.echo(f"Taken for granted: {'; '.join(rates.assumptions)}.")


def _expected(
    frame: Any, period: tuple[dt.date, dt.date], ground: Any, confidence: float
) -> dict[str, zl.ExpectedCount]:
    """Give what each zone holds of the incidents of a period whose precision is known; nothing where none is."""
    first, last = (np.datetime64(day, "s") for day in period)
    rows = frame[(frame["day"] >= first) & (frame["last_day"] <= last) & frame["precision_m"].notna()]
    if not len(rows):
        return {}
    found = zl.expected_counts(
        rows["lon"], rows["lat"], precision_m=rows["precision_m"], zones=ground, confidence=confidence,
        days=rows["day"] if isinstance(ground, zl.Scenario) else None,
    )  # fmt: skip
    return {count.zone: count for count in found.counts}


def _row(rate: zl.RateFound, exact: dict[str, zl.ExpectedCount]) -> dict[str, Any]:
    told = {"zone": rate.zone, "period": rate.period, "incidents": str(rate.count)}
    told["incidents"] += f" (+{rate.perhaps} perhaps)" if rate.perhaps else ""
    place = exact.get(rate.zone)
    told["by precision"] = f"{place.expected:.1f} ({place.low} to {place.high})" if place else ""
    if rate.rate is None:
        return told | {"rate": "no line", "interval": "", "clustered": ""}
    return told | {
        "rate": f"{rate.rate:.3g}",
        "interval": f"{rate.low:.3g} to {rate.high:.3g}",
        "clustered": "" if rate.dispersion is None else f"{rate.dispersion:.1f}",
    }


def _report(
    found: zl.Incidents, rates: zl.IncidentRates, ratios: list[zl.RatioFound], returned: tuple[zl.ReturnFound, ...],
    exact: dict[str, dict[str, zl.ExpectedCount]],
) -> dict[str, Any]:  # fmt: skip
    return {
        "read": {"rows": len(found) + len(found.rejected), "read": len(found), "not_read": found.reasons},
        "rates": rates.rows(),
        "by_precision": [
            {"zone": one.zone, "period": name, "expected": one.expected, "low": one.low, "high": one.high}
            for name, counts in exact.items()
            for one in counts.values()
        ],
        "total": rates.total,
        "outside": rates.outside,
        "ratios": [
            # JSON knows no infinity: what is open, or not known, is null.
            {
                "zone": ratio.zone, "before": ratio.before, "after": ratio.after, "sense": ratio.sense,
                **{name: value if value is not None and value != float("inf") else None
                   for name, value in (("ratio", ratio.ratio), ("low", ratio.low), ("high", ratio.high))},
            }
            for ratio in ratios
        ],
        "returned": {one.zone: one.course for one in returned},
        "assumptions": rates.assumptions,
    }  # fmt: skip


def _period(text: str) -> tuple[str, tuple[dt.date, dt.date]]:
    """Read a period such as "before=2017-06-01..2017-06-30"."""
    name, _, days = text.partition("=")
    first, _, last = days.partition("..")
    try:
        return name, (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    except ValueError:
        raise zl.InputError(
            f"--period got {text!r}; write a name and two days, such as before=2017-06-01..2017-06-30"
        ) from None


def _column(text: str) -> tuple[str, str | None]:
    """Read what a column is read as, such as "lon=X"."""
    use, _, name = text.partition("=")
    if not name:
        raise zl.InputError(f"--column got {text!r}; write what is read and the column, such as lon=X")
    return use, name
