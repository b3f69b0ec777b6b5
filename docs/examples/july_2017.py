"""
The zones of July 2017
======================

Read the shipped scenario, ask who said what, measure a buffer, and draw the map.
"""

import zonelib as zl
from zonelib import km

scenario = zl.read("syria-2017")
print(scenario)

# %%
# What is said
# ------------
# Every value knows the claims that it rests on, and every claim who made it.

homs = scenario.zone("homs")
for claim in map(scenario.claim, homs.claims):
    speaker = scenario.source(claim.source)
    print(f"{claim.id}, {speaker.name}: {claim.says}")

# %%
# A zone may have several boundaries. Which one stands for it is chosen by a rule, and the rule is told.

boundary, rule = zl.default_boundary(homs)
print(f"{boundary.id}: {rule}; true to within {boundary.precision}")

# %%
# Measuring
# ---------
# No report gives a width for a buffer round this zone. With 5 km as a figure of our own:

strip = zl.buffer(homs, km(5), side="outside")
print(strip)
print("on an", strip.plane)

# %%
# How much of the answer hangs on the width?

for width in (km(1), km(5), km(10)):
    print(f"{width}: {zl.buffer(homs, width).area}")

# %%
# And how large are the zones themselves, as drawn by default?

for zone in scenario.zones:
    print(zl.area(zone))

# %%
# The map
# -------
# One page that asks for nothing from anywhere; in a notebook the last line alone shows it.

drawn = zl.draw(scenario)
drawn
