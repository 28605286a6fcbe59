"""What is asked about the strategy, one file a noun."""
