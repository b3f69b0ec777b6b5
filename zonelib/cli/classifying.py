"""The command that classifies a file of points, of any size."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TimeElapsedColumn

import zonelib as zl
from zonelib.cli.tables import console


def classify(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="Points as .parquet (GeoParquet too) or .csv.")],
    zones: Annotated[str, typer.Option("--zones", help="A scenario file, or the name of a shipped one.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The .parquet file to write: all rows, and the zone. Default: only count."),
    ] = None,
    lon: Annotated[str | None, typer.Option("--lon", help="Column of longitudes; default: geometry, or lon.")] = None,
    lat: Annotated[str | None, typer.Option("--lat", help="Column of latitudes; default: geometry, or lat.")] = None,
    day: Annotated[str | None, typer.Option("--day", help="Column of dates: take the lines of each day.")] = None,
    known_on: Annotated[
        dt.datetime | None,
        typer.Option(
            "--known-on", formats=["%Y-%m-%d"], metavar="DATE", help="With --day: use what was known on this day."
        ),
    ] = None,
    column: Annotated[str, typer.Option("--column", help="What the new column is called.")] = "zone",
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run stopped.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Tell of each row of a file, of any size, in which zones it lies."""
    said = zl.read(zones)
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console()) as bar:
        task = bar.add_task("Classifying", total=None)
        try:
            found = zl.classify_file(
                source, output, zones=said, lon=lon, lat=lat, day=day,
                known_on=known_on.date() if known_on else None, column=column, resume=resume,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )  # fmt: skip
        except KeyboardInterrupt:
            goes_on = "" if output is None else " No target is written; a Parquet file goes on with --resume."
            bar.console.print(f"Stopped.{goes_on}")
            raise
    if as_json:
        told: dict[str, Any] = {"target": str(output) if output else None, "rows": found.rows, "zones": found.counts}
        told |= {"outside": found.outside, "several": found.several, "unplaced": dict(found.unplaced)}
        told["boundaries"] = [{"zone": zone, "boundary": line, "chosen": why} for zone, line, why in found.boundaries]
        typer.echo(json.dumps(told | {"undrawn": found.undrawn}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found}.")
    if output is not None:
        typer.echo(f"Wrote {output} ({output.stat().st_size / 1e6:.2f} MB).")
