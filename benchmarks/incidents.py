"""A hundred thousand incidents on a page, beside ``GeoDataFrame.explore()`` of the same points."""

from __future__ import annotations

import shutil
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

import zonelib as zl
from benchmarks.race import say, table

_WATCH = """() => { window.tasks = []; new PerformanceObserver(list => list.getEntries().forEach(e =>
  window.tasks.push(e.duration))).observe({type: 'longtask', buffered: false}); }"""


def on_a_page(*, count: int = 100_000) -> None:
    """Build both pages once, and look at ours, and at the seed's, in Chromium."""
    rng = np.random.default_rng(1)
    around = rng.uniform([35.8, 32.5], [39.0, 36.5], (60, 2))[rng.integers(0, 60, count)]
    at = around + rng.normal(0, 0.15, (count, 2))
    frame = gpd.GeoDataFrame(
        {
            "kind": rng.choice(["shelling", "fighting", "air strike"], count),
            "date": [str(day) for day in np.datetime64("2017-01-01") + rng.integers(0, 365, count)],
        },
        geometry=gpd.points_from_xy(*at.T), crs="EPSG:4326",
    )  # fmt: skip
    scenario = zl.read("syria-2017")
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "zonelib.html"), Path(folder, "explore.html")
        # What is read and compiled once, by both, is not what is compared.
        zl.draw(scenario, incidents=frame[:100]).save(ours)
        frame[:100].explore().save(theirs)
        start = time.perf_counter()
        zl.draw(scenario, incidents=frame).save(ours)
        middle = time.perf_counter()
        bare = Path(folder, "bare.html")
        zl.draw(zl.Scenario(id="none", title="Points only"), incidents=frame, basemap=False).save(bare)
        third = time.perf_counter()
        frame.explore().save(theirs)
        took, alone, peer = middle - start, third - middle, time.perf_counter() - third
        sizes = ours.stat().st_size / 1e6, bare.stat().st_size / 1e6, theirs.stat().st_size / 1e6
        zl.draw(scenario, incidents=frame).save(theirs)
        same = ours.read_bytes() == theirs.read_bytes()
        say(f"{count:,} incidents on a page; built twice: {'the same bytes' if same else 'OTHER BYTES'}")
        table(
            ("page", "built", "size"),
            [
                ("zonelib, the seed under it", f"{took:.1f} s", f"{sizes[0]:.2f} MB"),
                ("zonelib, points only", f"{alone:.1f} s", f"{sizes[1]:.2f} MB"),
                ("GeoDataFrame.explore()", f"{peer:.1f} s", f"{sizes[2]:.2f} MB"),
                ("ratio, with the seed", f"{peer / took:.1f}", f"{sizes[2] / sizes[0]:.1f}"),
                ("ratio, points only", f"{peer / alone:.1f}", f"{sizes[2] / sizes[1]:.1f}"),
            ],
        )
        seed = zl.draw(scenario).save(Path(folder, "seed.html"))
        say(f"The page of {scenario.id} is of {seed.stat().st_size / 1e6:.2f} MB.\n")
        for name, page in ((scenario.id, seed), (f"{count:,} incidents", ours)):
            _seen(page, name)


def _seen(file: Path, name: str) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not find_spec("playwright") or not chromium:
        say("No Chromium here: how it pans is not told.\n")
        return
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(file.as_uri())
        page.wait_for_timeout(500)
        drawn = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        page.evaluate(_WATCH)
        for turn in range(12):
            page.mouse.move(500, 400)
            page.mouse.down()
            page.mouse.move(500 + 150 * (-1) ** turn, 400 + 90 * (-1) ** (turn // 2), steps=15)
            page.mouse.up()
            page.wait_for_timeout(350)
        tasks = page.evaluate("window.tasks")
        browser.close()
    say(f"{name}: first paint {drawn:.0f} ms, everything drawn {loaded:.0f} ms after the start;")
    say(f"12 drags: {len(tasks)} tasks over 50 ms, the longest {max(tasks, default=0):.0f} ms.\n")
