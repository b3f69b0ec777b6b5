"""
Competing boundaries of the south
=================================

Lay two readings of one zone over each other, see where they part and whether that matters, and draw it.
"""

import datetime as dt
from dataclasses import replace

import shapely

import zonelib as zl

# %%
# Three lines, none of them right
# -------------------------------
# The memorandum of May 2017 speaks of parts of two provinces, the agreement of July of three. Neither gives a line, so
# the provinces are the outer limit of what each can mean. The third line is our own estimate of who held what.

scenario = zl.read("syria-2017")
south = scenario.zone("south")
for boundary in south.boundaries:
    print(boundary)

# %%
# The difference
# --------------
# Two lines that are each good to some distance may be one as long as they run no farther apart than both together.

izra = zl.Place(id="izra", name="Izra", kind="town", geometry=shapely.Point(36.2507, 32.8671))
diff = zl.compare_boundaries(south.boundary("two_provinces"), south.boundary("estimate"), towns=[izra])
print(diff)

# %%
# Which ground do all three take in, which only some?

for combination in zl.compare_proposals(south).combinations:
    print(combination)

# %%
# The map
# -------
# As it was known in September 2017, when the third line was on the table too.

september = replace(scenario, as_of=dt.date(2017, 9, 15))
drawn = zl.draw(september, diffs=[diff], title="Two readings of the southern zone")
drawn
