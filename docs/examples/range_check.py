"""
Could it have been 1,000 km?
============================

Hold a reported distance against the places that were named for its start, and draw what was found.
"""

import zonelib as zl

scenario = zl.read("syria-2017")
check = zl.check_range(scenario.range_claim("launch_distance"), scenario=scenario)
print(check.claim)

# %%
# One verdict for each hypothesis
# -------------------------------
# Each holds over all readings of the figure and of the target, or is "cannot tell". It speaks of the words only.

print(check)

# %%
# What would flip it
# ------------------
# The verdict on the Caspian hangs on how the figure is read, and on where the target lay.

print(check.hypothesis("caspian").decided_by)

# %%
# How sure is a distance? Every source of doubt is listed, the largest first, with where it is allowed for.

for term in check.hypothesis("caspian").spans[1].budget[:4]:
    print(term)

# %%
# The map
# -------
# Rings where the figure fits, hypotheses by verdict, and the geodesics that were measured.

drawn = zl.draw(scenario, checks=[check])
drawn
