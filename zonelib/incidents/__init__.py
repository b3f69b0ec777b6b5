"""Incidents by the file and by the cluster."""

from zonelib.incidents.dask_frames import classify_dask
from zonelib.incidents.streaming import FileClassified, classify_file

__all__ = ["FileClassified", "classify_dask", "classify_file"]
