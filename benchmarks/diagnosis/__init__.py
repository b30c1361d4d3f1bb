"""Faults that are injected into data and calls, to see whether the diagnosis finds them."""
