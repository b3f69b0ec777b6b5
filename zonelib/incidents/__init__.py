"""Incidents, read from tables and files as others keep them."""

from zonelib.incidents.reading import Incidents, read_incidents

__all__ = ["Incidents", "read_incidents"]
