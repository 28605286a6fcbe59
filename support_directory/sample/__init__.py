"""Sampleport’s support directory: invented people, offers, days and designations."""
