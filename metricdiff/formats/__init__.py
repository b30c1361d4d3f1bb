"""From a report to text.  One format, one file, one line in ``registry``."""
