"""What a custom metric is: experiments with it, and what their numbers say."""
