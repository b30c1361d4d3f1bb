"""What was done to labels and predictions before a metric saw them, each as one small class.

An edit makes other predictions of some predictions.  A recipe lists those that come before all
else, and the libraries are run on what they make, so that nothing has to be taken on trust.
"""

from metricdiff.recipes.edits.edit import Edit

__all__ = ["Edit"]
