"""
A patrol plan under objections
==============================

Posts along the four zones of July 2017, in the numbers that were published later, and who could serve them: strictly,
by what is agreed beyond doubt, and permissively, by what is proposed or likely too. An illustration, not a proposal.
"""

import zonelib as zl
from zonelib import km

scenario = zl.read("syria-2017")

# %%
# The numbers of posts
# --------------------
# Later sources count checkpoints and posts along each zone; where they stood is not taken from them.

counts = {"homs": ("L10", 2 + 3), "eastern_ghouta": ("L06", 2 + 4), "south": ("L04", 2 + 10), "north": ("L16", 12)}
for zone, (claim, count) in counts.items():
    print(f"{zone}: {count}. {scenario.claim(claim).says}")

# %%
# The plan
# --------
# How far a post reaches is for the user to say. Each number of posts is placed so that the farthest place of the line
# is as near as can be, which is proven; the cover is then measured on the line itself.

plan = zl.plan_patrols(scenario, reach=km(10), posts={zone: count for zone, (_, count) in counts.items()})
for zone in plan.zones:
    print(zone)

# %%
# Two readings
# ------------
# Strictly nobody can serve anywhere, and the plan says why, in the smallest sets of reasons.

for conflict in plan.crews.strict.why_not.conflicts:
    print(conflict)

# %%
# Permissively there is a plan, with the loads as even as can be. It goes against an objection, and says so.

for team, load in plan.crews.permissive.loads:
    print(f"{team}: {load.km:,.1f} km")
for objection in plan.crews.permissive.against:
    print(f"against: {objection}")

# %%
# How much hangs on the reach?

for zone in plan.zones:
    print(zone.name, "; ".join(str(shares) for shares in (zone.coverage.shares, *zone.coverage.sensitivity)))

# %%
# The map
# -------
# This one shows positions, for those who plan. For anybody else, coarsen them first:
# ``zl.draw(scenario, plan=plan, publish=zl.Publication(places=km(10)))``.

drawn = zl.draw(scenario, plan=plan)
drawn
