"""``python -m metricdiff``."""

from metricdiff.cli import main

main()
