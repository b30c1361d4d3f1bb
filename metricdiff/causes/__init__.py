"""The causes: every named way in which two numbers come apart.  One cause, one file."""
