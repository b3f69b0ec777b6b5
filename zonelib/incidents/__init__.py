"""Incidents by the file and by the cluster."""
