"""The sample strategy: two plans as data files, and what was reported and asked about them."""
