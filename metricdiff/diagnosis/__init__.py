"""What two numbers come to: whether they agree, and what a difference means."""
