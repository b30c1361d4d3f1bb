"""The catalogue of metrics: what exists.  One metric, one declaration."""
