"""Pages and fragments of HTML.

A page is one file: its style, its pictures' data and the library that draws them stand in it, and
its own policy forbids it the network.  What comes from the data is escaped where elements are made.
"""
