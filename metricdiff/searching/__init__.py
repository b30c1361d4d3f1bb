"""From a reported number back to how it was computed.

A number, with the digits that were printed, is held against every recipe that a metric becomes
under the causes of the catalogue.  What hits it is worth as much as a stranger's number would be
unlikely to be hit, and is run through the libraries before it is said.
"""
