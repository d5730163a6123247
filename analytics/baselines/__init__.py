"""Process-performance baselines: what a measure did over a stable period."""
