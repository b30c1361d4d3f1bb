"""Numbers that a faulty pipeline reported, to see whether ``explain`` leads back to the fault."""
