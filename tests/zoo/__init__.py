"""Custom Keras metrics as people publish them, each with its true diagnosis."""
