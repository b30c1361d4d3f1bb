"""What is measured: speed, and how often the diagnosis is right."""
