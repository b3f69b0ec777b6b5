"""How the docs are built: ``sphinx-build -W --keep-going -n docs OUTPUT``, with no network."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import zonelib  # the installed package is described, after the path is set

project = "zonelib"
author = "zonelib developers"
copyright = "2026, zonelib developers"
version = release = zonelib.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_parser",
    "sphinx_gallery.gen_gallery",
    "module_references",
    "plane_tables",
    "public_names",
    "scenario_tables",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_generated", "examples", "**/README.*"]

# API
autosummary_generate = True
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the Parameters sections say the types in words
numpydoc_show_class_members = False  # the class template lists them
# "Bases: Generic[V_co]": a type variable has no page of its own.
nitpick_ignore = [
    ("py:obj", "zonelib.model.states.V_co"),
    ("py:obj", "zonelib.analysis.coverage_results.ReachT"),
]
default_role = "code"  # `edges` in a docstring may be a parameter, which is no target for a link

# MyST
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Gallery: every script runs while building; a figure is asked for, not guessed from open windows.
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "image_scrapers": (),
    "reset_modules": (),
    "download_all_examples": False,
    "show_memory": False,
    "show_signature": False,
    "min_reported_time": 3600,
    "abort_on_example_error": True,
}

# Pages. Nothing is fetched, neither by the build (no other project's inventory) nor by a reader (no badge, no font).
html_theme = "pydata_sphinx_theme"
html_title = "zonelib"
html_static_path = ["_static"]
html_css_files = ["zonelib.css"]
html_copy_source = False
html_show_sourcelink = False
WITHOUT_SUBPAGES = (
    "index",
    "what-the-page-looks-like",
    "patrols-coverage",
    "architecture",
    "scenario-format",
    "error-bounds",
    "points-in-zones",
    "incidents",
    "classify-files",
    "bounds-range-checks",
    "bounds-strips",
    "which-plane",
    "what-an-edge-is",
    "check-a-range",
    "audit",
    "competing-boundaries",
    "patrol-plans",
    "state-over-time",
    "failure-modes",
    "responsible-use",
    "changelog",
)
html_sidebars = {page: [] for page in WITHOUT_SUBPAGES}
html_theme_options = {
    "show_toc_level": 2,
    "show_prev_next": False,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
}
