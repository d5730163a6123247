"""Processes read from event logs: value streams, classes of value, future states."""
