"""Incidents, read as others keep them, and classified by the file and by the cluster."""

from zonelib.incidents.dask_frames import classify_dask
from zonelib.incidents.reading import Incidents, read_incidents
from zonelib.incidents.streaming import FileClassified, classify_file

__all__ = ["FileClassified", "Incidents", "classify_dask", "classify_file", "read_incidents"]
