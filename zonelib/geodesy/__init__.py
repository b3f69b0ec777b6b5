"""The earth: shapes and arrays in, shapes and numbers with a bound out; knows no zone.

Positions are WGS 84 longitude and latitude in degrees, lengths are metres (``…_m``), areas square metres.

How the bounds come about
-------------------------
*Nothing is measured in a plane unless a CRS is named.* Rings and buffers lay every vertex off along a geodesic
(Karney 2013), so vertices are at their distance to 50 nm; what remains are chords, and each kind is held to its share
of the tolerance: given edges cut into geodesic chords, chords of arcs, and edges of the result straight in
longitude/latitude. A stereographic sheet joins the pieces (union needs a plane); no length is measured in it.

*Sandwich.* A `Shape` with position error e lies between the true shapes for distance - e and distance + e. A place
nearer than that has a nearest place on the source; the geodesic to it leaves an edge at right angles, or leaves a
bend within its outer angle, so it lies in a strip or a wedge, and these are short of the truth only by their
chords. No piece reaches farther than the distance, for in positive curvature a chord of a disc below a quarter of
the girth lies within the disc.

*Named plane.* Lengths in it are off by at most its greatest scale error over the shape and its surroundings, so
that error times the distance is added. It is sampled, with a margin: an estimate, the only one in the budget that
grows with distance.

*Area and length* are integrals over the edges as given; *distance* is decided by the inverse geodesic after cutting
edges to a tenth of a millimetre.
"""

from zonelib.geodesy.area import area, length
from zonelib.geodesy.borders import SharedBorder, shared_border
from zonelib.geodesy.buffers import Side, buffer, default_tolerance
from zonelib.geodesy.chainage import Chainages, Foot, Stations, chainage_of, chainages, place_at
from zonelib.geodesy.distance import distance, distances_to, farthest, farthest_places, nearest_places
from zonelib.geodesy.earth import direct, inverse
from zonelib.geodesy.lines import densify
from zonelib.geodesy.paths import Edges
from zonelib.geodesy.planes import Plane, PlaneCost, centred_plane, describe_plane, named_plane, plane_for
from zonelib.geodesy.results import Measured, Separation, Shape
from zonelib.geodesy.rings import annulus, disc, many_discs, ring
from zonelib.geodesy.sections import Section, ring_line, section
from zonelib.geodesy.sectors import AlongStretches, AtPoints, Sector, Sectors, cut
from zonelib.geodesy.sides import LineSide, SideWord, side_of
from zonelib.geodesy.simplify import Simplified, simplify

__all__ = [
    "AlongStretches",
    "AtPoints",
    "Chainages",
    "Edges",
    "Foot",
    "LineSide",
    "Measured",
    "Plane",
    "PlaneCost",
    "Section",
    "Sector",
    "Sectors",
    "Separation",
    "Shape",
    "SharedBorder",
    "Side",
    "SideWord",
    "Simplified",
    "Stations",
    "annulus",
    "area",
    "buffer",
    "centred_plane",
    "chainage_of",
    "chainages",
    "cut",
    "default_tolerance",
    "densify",
    "describe_plane",
    "direct",
    "disc",
    "distance",
    "distances_to",
    "farthest",
    "farthest_places",
    "inverse",
    "length",
    "many_discs",
    "named_plane",
    "nearest_places",
    "place_at",
    "plane_for",
    "ring",
    "ring_line",
    "section",
    "shared_border",
    "side_of",
    "simplify",
]
