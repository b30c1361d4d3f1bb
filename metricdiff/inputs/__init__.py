"""From a file, or from arrays, to :class:`Predictions`.

``readers`` lists the formats, ``columns`` finds the roles of the columns, ``cells`` types what
stands in them, and ``inference`` decides task and kind.
"""
