"""A saved model and data -> what ``evaluate`` says, held against what ``predict`` returns."""
