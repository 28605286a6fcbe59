"""What is done in groups and boards."""
