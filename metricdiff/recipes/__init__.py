"""How a number is made from raw data: a description, and an evaluator that follows it in numpy.

The numbers of a report never come from here: they are the libraries' own.  Recipes serve to find
out in which fields two calls differ and what each difference is worth.
"""
