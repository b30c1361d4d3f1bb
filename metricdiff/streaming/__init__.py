"""Files larger than memory: read in blocks, and counted into a table that merges."""
