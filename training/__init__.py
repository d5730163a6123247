"""Fits the small weights in analytics/models/ from declared packages and own phrases: `make models`."""
