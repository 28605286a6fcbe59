"""Invented groups, people and a term of their work."""
