"""The properties of a sound metric: one declaration each."""
