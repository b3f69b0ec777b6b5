"""The command line: thin, over the public surface only."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from shapely import get_coordinates
from shapely.geometry import Point

import zonelib as zl
from zonelib.cli.classifying import classify
from zonelib.cli.incidents import count_incidents
from zonelib.cli.tables import console, show

app = typer.Typer(
    help="Zones, buffer areas and patrol assignments of agreements: checked, measured, drawn.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(classify)
app.command(name="incidents")(count_incidents)

ScenarioName = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")]
_DAY: Final[dict[str, Any]] = {"formats": ["%Y-%m-%d"], "metavar": "DATE"}
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command(name="map")
def draw_map(
    scenario: ScenarioName,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file to write (.html, .png, .svg, .pdf); default: SCENARIO.html here."
        ),
    ] = None,
) -> None:
    """Draw a scenario as one self-contained HTML page, or as a picture."""
    said = zl.read(scenario)
    place = output or Path(f"{Path(scenario).stem}.html")
    with console().status(f"Drawing {said.title} …"):
        drawn = zl.draw(said)
        drawn.save(place)
    for sentence in (f"{said.title}: {said}.", *drawn.drew(), f"Wrote {place} ({place.stat().st_size / 1e6:.2f} MB)."):
        typer.echo(sentence)


@app.command()
def check(scenario: ScenarioName, as_json: AsJson = False) -> None:
    """Read a scenario, report every problem with its place, or what it holds."""
    said = zl.read(scenario)
    rows = [
        {"zone": zone.id, "boundary": b.id, **_measured(b), "chosen": rule}
        for zone in said.zones
        for b, rule in [zl.default_boundary(zone)]
        if b is not None
    ]
    if as_json:
        typer.echo(json.dumps({"id": said.id, "holds": str(said), "zones": rows}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{said.id} reads well: {said}.")
    if rows:
        # Why that boundary is a sentence: JSON has room for it, a table of eighty columns has not.
        show(
            "Zones, by the boundary shown by default", [{k: v for k, v in row.items() if k != "chosen"} for row in rows]
        )


@app.command()
def diff(
    scenario: ScenarioName,
    zone: Annotated[str, typer.Argument(help="Id of a zone.")],
    a: Annotated[str, typer.Argument(help="Id of one of its boundaries.")],
    b: Annotated[str, typer.Argument(help="Id of another.")],
    as_json: AsJson = False,
) -> None:
    """Compare two boundaries of a zone: what both take in, what only one does, and whether the lines really differ."""
    said = zl.read(scenario)
    of = said.zone(zone)
    towns = [place for place in said.places if place.kind == "town" and isinstance(place.geometry, Point)]
    found = zl.compare_boundaries(of.boundary(a), of.boundary(b), towns=towns)
    rows = [
        {"part": f"only {part.only_in}", **_area(part), "apart_m": round(part.offset.m), "told": part.told}
        for part in found.parts
    ]
    changing = [{"place": t.place, "in": "a" if t.in_a else "b", "told": t.told} for t in found.changing]
    if as_json:
        regions = {"core": found.core, "only_a": found.only_a, "only_b": found.only_b}
        told: dict[str, Any] = {"zone": zone, "a": a, "b": b, "sentence": str(found)}
        told |= {name: _area(region) for name, region in regions.items()}
        told["greatest_m"], told["at"] = round(found.greatest.distance.m, 1), found.greatest.place
        told["mean_m"], told["mean_error_m"] = round(found.mean.m, 1), round(found.mean_error.m, 1)
        told["precision"], told["precision_rule"] = str(found.precision), found.precision_rule
        told["parts"], told["changing"] = rows, changing
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found}.")
    for title, table in (("Parts that differ", rows), ("Places that change sides", changing)):
        if table:
            show(title, table)


@app.command()
def state(
    scenario: ScenarioName,
    at: Annotated[dt.datetime, typer.Option("--at", **_DAY, help="The day asked about.")],
    known_on: Annotated[
        dt.datetime | None, typer.Option("--known-on", **_DAY, help="Use what was known on this day; default: all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what held on a day, as far as it was known on another, and how each deadline stood."""
    said, day, known = zl.read(scenario), at.date(), known_on.date() if known_on else None
    found, due = said.at(day, known_on=known), zl.deadlines_at(said, day, known_on=known)
    if as_json:
        deadlines = [{"id": d.deadline.id, "standing": d.standing, "says": str(d), "claims": d.claims} for d in due]
        days = {"day": day.isoformat(), "known_on": known.isoformat() if known else None}
        report = {"id": said.id, **days, "holds": found.rows(), "deadlines": deadlines}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{said.title}: {found}.")
    for zone in found.zones:
        typer.echo(str(zone))
    rows = [{key: row[key] for key in ("zone", "says", "holds", "why")} for row in found.rows()]
    if rows:
        show("What held", rows)
    for deadline in due:
        typer.echo(str(deadline))


@app.command()
def audit(
    scenario: ScenarioName,
    at: Annotated[
        dt.datetime | None, typer.Option("--at", **_DAY, help="The day asked about; default: the scenario's own.")
    ] = None,
    known_on: Annotated[
        dt.datetime | None, typer.Option("--known-on", **_DAY, help="Use what was known on this day.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a record leaves open and where it contradicts itself, then what is left to agree by zone and party."""
    said = zl.read(scenario)
    days = {"at": at.date() if at else None, "known_on": known_on.date() if known_on else None}
    found, points = zl.audit(said, **days), zl.open_points(said, **days)
    if as_json:
        rows = [{"code": f.code, "zone": f.zone, "about": f.about, "claims": f.claims, "says": str(f)} for f in found]
        report = {"id": said.id, "findings": rows, "open": points.rows()}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for finding in found:
        typer.echo(f"{finding.code}: {finding}" + (f" [{', '.join(finding.claims)}]" if finding.claims else ""))
    typer.echo(f"\n{points.to_text()}", nl=False)


@app.command()
def seeds(as_json: AsJson = False) -> None:
    """List the scenarios that ship with zonelib."""
    rows = [{"name": name, "title": said.title, "holds": str(said)} for name in zl.seeds() for said in [zl.read(name)]]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show("Shipped scenarios", rows)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the scenario format."""
    typer.echo(json.dumps(zl.scenario_schema(), ensure_ascii=False, indent=2))


@app.command()
def new(file: Annotated[Path, typer.Argument(help="The TOML file to write; never overwritten.")]) -> None:
    """Write a commented scenario file to start from."""
    zl.new(file)
    typer.echo(f"Wrote {file}; edit it, then run: zonelib check {file}")


@app.command(name="range")
def check_ranges(
    scenario: ScenarioName,
    as_json: AsJson = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the report to this file (.md or .txt).")
    ] = None,
    drawn: Annotated[Path | None, typer.Option("--map", help="Also draw the checks to this HTML file.")] = None,
) -> None:
    """Check the distances that a scenario reports against each place where the start may have been."""
    said = zl.read(scenario)
    if not said.range_claims:
        raise zl.InputError(f"scenario {said.id!r} has no range claims; begin one with [[range_claims]]")
    checks = [zl.check_range(claim, scenario=said) for claim in said.range_claims]
    written = [zl.write_report(checks, output)] if output else []
    written += [zl.draw(said, checks=checks).save(drawn)] if drawn else []
    if as_json:
        typer.echo(json.dumps([_range_json(check) for check in checks], ensure_ascii=False, indent=2))
        return
    for check in checks:
        typer.echo(f"{check.claim}")
        show(check.claim.name, [_range_row(found, span) for found in check.hypotheses for span in found.spans])
        for sentence in (*check.legs, "A verdict on the words; it does not show that anything took place."):
            typer.echo(f"{sentence}")
    for place in written:
        typer.echo(f"Wrote {place}.")


Reach = Annotated[str, typer.Option("--reach", help='How far a post reaches, such as "10 km"; there is no default.')]


@app.command()
def coverage(
    scenario: ScenarioName,
    zone: Annotated[str, typer.Argument(help="Id of the zone along whose edge is looked.")],
    reach: Reach,
    post: Annotated[
        list[str] | None, typer.Option("--post", help='A further post, as "LON,LAT"; can be given again.')
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what of the edge of a zone lies within reach of posts, where the gaps are, and what each team has to go."""
    said = zl.read(scenario)
    known = said.as_known(said.as_of) if isinstance(said.as_of, dt.date) else said
    posts: list[Any] = [*(one for one in known.posts if one.place or one.geometry), *map(_position, post or ())]
    if not posts:
        raise zl.InputError(f'{said.id!r} tells of no post that has a place; give some with --post "LON,LAT"')
    of = known.zone(zone)
    found = zl.coverage(of, posts=posts, reach=zl.Distance.parse(reach), scenario=known, ring_start=_first_corner(of))
    assert isinstance(found, zl.LineCoverage)
    loads = zl.patrol_loads(known, first=said.as_of, last=said.as_of) if isinstance(said.as_of, dt.date) else None
    if as_json:
        told: dict[str, Any] = {"zone": zone, "reach_m": found.shares.reach.m, "length_m": round(found.length.m, 3)}
        told |= {"covered": found.shares.covered, "twice": found.shares.twice, "error_m": found.error.m}
        told["sensitivity"] = [
            {"reach_m": one.reach.m, "covered": one.covered, "twice": one.twice} for one in found.sensitivity
        ]
        told["gaps"] = [
            {"begins_m": gap.begins.m, "ends_m": gap.ends.m, "length_m": gap.length.m, "from": gap.begins_at,
             "to": gap.ends_at, "near": [str(place) for place in gap.near]}
            for gap in found.gaps
        ]  # fmt: skip
        told["worst_m"], told["worst_at"] = found.worst.distance.m, found.worst.lonlat
        told["percentile_95_m"] = found.percentile_95.distance.m
        told["teams"] = loads.rows() if loads else []
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found}.")
    for line in (*found.sensitivity, f"farthest: {found.worst}", f"95 % is nearer than {found.percentile_95}"):
        typer.echo(f"{line}")
    if found.gaps:
        show("Gaps", [{"gap": number, "where": str(gap)} for number, gap in enumerate(found.gaps, start=1)])
    for load in loads.teams if loads else ():
        typer.echo(f"On {said.as_of}, {load}.")
    for assumed in (*found.assumptions, *(loads.assumptions if loads and loads.teams else ())):
        typer.echo(f"Taken for granted: {assumed}.")


@app.command()
def plan(
    scenario: ScenarioName,
    reach: Reach,
    posts: Annotated[
        list[str] | None,
        typer.Option("--posts", help='How many posts a zone is to have, as "ZONE=NUMBER"; else as few as cover it.'),
    ] = None,
    coarsen: Annotated[
        str | None, typer.Option("--coarsen", help='Move positions by up to this before they are written: "10 km".')
    ] = None,
    output: Annotated[Path | None, typer.Option("--csv", help="Also write the plan to this CSV file.")] = None,
    drawn: Annotated[Path | None, typer.Option("--map", help="Also draw the plan to this HTML file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Plan posts, sectors and who serves them along the zones, in the strict and in the permissive reading."""
    said = zl.read(scenario)
    counts = dict(map(_count, posts or ()))
    publish = zl.Publication(places=zl.Distance.parse(coarsen)) if coarsen else None
    with console().status("Planning …") as status:
        found = zl.plan_patrols(said, reach=zl.Distance.parse(reach), posts=counts, progress=status.update)
    written = [found.write_csv(output, publish=publish)] if output else []
    written += [zl.draw(said, plan=found, publish=publish).save(drawn)] if drawn else []
    if as_json:
        readings = {
            one.reading: {
                "outcome": one.outcome,
                "why_not": [str(conflict) for conflict in one.why_not.conflicts] if one.why_not else [],
                "ways_out": [str(way) for way in one.why_not.ways_out] if one.why_not else [],
                "against": one.against,
            }
            for one in (found.crews.strict, found.crews.permissive)
        }
        report = {"id": said.id, "illustration": True, "reach_m": found.reach.m, "assumptions": found.assumptions}
        typer.echo(
            json.dumps(report | {"readings": readings, "posts": found.rows(publish)}, ensure_ascii=False, indent=2)
        )
        return
    typer.echo(f"{found}")
    for place in written:
        typer.echo(f"Wrote {place}.")


def main() -> None:
    """Run the command line; an error is one readable block on stderr and exit code 1, wrong usage exit code 2."""
    try:
        app()
    except zl.ZonelibError as error:
        print(f"zonelib: {error}", file=sys.stderr)  # noqa: T201  # the one place that speaks to stderr
        raise SystemExit(1) from None


def _position(text: str) -> Point:
    """Read a position such as "36.7,34.9"."""
    try:
        lon, lat = map(float, text.split(","))
    except ValueError:
        raise zl.InputError(f'--post got {text!r}; write longitude and latitude, such as "36.7,34.9"') from None
    return Point(lon, lat)


def _first_corner(zone: zl.Zone) -> Point:
    """Give the first vertex of the line of a zone: chainages are counted from there."""
    boundary, rule = zl.default_boundary(zone)
    if boundary is None or boundary.geometry is zl.NOT_STATED:
        raise zl.InputError(f"zone {zone.id!r} has no edge to look along: {rule}")
    return Point(get_coordinates(boundary.geometry)[0])


def _count(text: str) -> tuple[str, int]:
    """Read a number of posts such as "homs=5"."""
    zone, _, number = text.partition("=")
    if not number.isdigit() or int(number) < 1:
        raise zl.InputError(f'--posts got {text!r}; write a zone and a whole number from 1 on, such as "homs=5"')
    return zone, int(number)


def _measured(boundary: zl.Boundary) -> dict[str, Any]:
    found, edge = zl.area(boundary), zl.length(boundary)
    precision = boundary.precision
    return {
        "area_km2": round(found.area.km2, 1),
        "edge_km": round(edge.length.km, 1),
        "precision": str(precision),
        "certainty": str(boundary.certainty).replace("_", " "),
    }


def _area(found: zl.DiffArea | zl.DiffPart) -> dict[str, float]:
    return {"area_km2": round(found.area.km2, 3)}


def _range_row(found: zl.HypothesisFound, span: zl.RangeSpan) -> dict[str, Any]:
    flip = found.flip(span.target)
    return {
        "hypothesis": found.name,
        "verdict": found.verdict,
        "distance": str(span),
        "flip": "as stated" if not flip else f"±{flip * 100:.1f} %",
    }


def _range_json(check: zl.RangeCheck) -> dict[str, Any]:
    frame = zl.to_frame(check).drop(columns="geometry")
    # JSON knows neither NaN nor infinity: what is open or not stated is null.
    rows = json.loads(frame.to_json(orient="records", double_precision=6))
    return {
        "claim": check.claim.id,
        "quote": check.claim.quote,
        "speaker": check.claim.speaker,
        "verdicts": {found.id: found.verdict for found in check.hypotheses},
        "decided_by": {found.id: found.decided_by for found in check.hypotheses if found.decided_by},
        "rows": rows,
        "legs": [str(leg) for leg in check.legs],
        "assumptions": list(check.assumptions),
        "not_tested": list(check.not_tested),
    }
