"""What is asked in groups and boards."""
