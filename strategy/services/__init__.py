"""What changes in the strategy, one file a noun."""
