"""
Incidents, before and after
===========================

"Fighting dropped in the weeks after the deal, and has since returned in several areas": how such a sentence is held
against a table of incidents. The incidents here are **made up** by a random generator; the lines are of July 2017.
"""

import datetime as dt

import numpy as np

import zonelib as zl

scenario = zl.read("syria-2017")
zones = {zone.id: zone for zone in scenario.zones}

# %%
# Made-up incidents
# -----------------
# As many a day everywhere until 9 July, a third of that for five weeks, then as many as before, but in the north only.

random = np.random.default_rng(2017)
first, last = dt.date(2017, 6, 5), dt.date(2017, 9, 17)
day = random.integers(0, (last - first).days + 1, 9_000)
lon, lat = random.uniform(35.7, 37.4, day.size), random.uniform(32.4, 36.4, day.size)
deal, later = (dt.date(2017, 7, 9) - first).days, (dt.date(2017, 8, 13) - first).days
chance = np.where(day < deal, 1.0, np.where((day < later) | (lat < 35.1), 1 / 3, 1.0))
kept = random.uniform(size=day.size) < chance
table = {
    "lon": lon[kept],
    "lat": lat[kept],
    "day": np.datetime64(first) + day[kept],
    "precision_m": random.choice([0.0, 1_000.0, 5_000.0], kept.sum()),
}
incidents = zl.read_incidents(table)
print(incidents)

# %%
# Rates in zones and periods
# --------------------------
# The same lines hold for all three periods: the ground is the same, whatever was agreed when.

frame = incidents.frame
periods = {
    "before": (dt.date(2017, 6, 5), dt.date(2017, 7, 8)),
    "weeks after": (dt.date(2017, 7, 9), dt.date(2017, 8, 12)),
    "since": (dt.date(2017, 8, 13), dt.date(2017, 9, 17)),
}
rates = zl.incident_rates(frame["lon"], frame["lat"], days=frame["day"], zones=zones, periods=periods)
print(rates)

# %%
# Where did it drop, and where did it return?
# -------------------------------------------
# Said only where the whole interval of the ratio is on one side of 1. Of why, nothing is said.

for found in rates.returned("before", "weeks after", "since"):
    print(f"{found.zone}: {found.course}")
    print(f"  {found.fall}")
    print(f"  {found.rise}")

# %%
# Week by week
# ------------

series = zl.incident_series(frame["lon"], frame["lat"], days=frame["day"], zones=zones, first=first, last=last)
names = {zone.id: zone.name for zone in scenario.zones}
zl.chart_incidents(series, periods=periods, names=names, title="Made-up incidents in four zones, 2017")

# %%
# From which day on?
# ------------------
# The days that divide the series of the north best, found without being told of any.

inside = zl.classify(frame["lon"], frame["lat"], zones=zones).inside("north")
for stretch in zl.change_points(frame["day"][inside], first=first, last=last).stretches:
    print(stretch)

# %%
# Places that are not exact
# -------------------------
# Each record counts by the share of its disc that lies in a zone.

exact = zl.expected_counts(frame["lon"], frame["lat"], precision_m=frame["precision_m"], zones=zones)
print(exact)
