"""Decision metrics at every threshold, from one sort of the scores."""
