"""Sampleport, an invented city: who exists in it, and its register in the publisher's format.

Nothing here describes a real place, school, trust or person. Authority code 999 and
reference numbers from 900001 are used by nobody in England.
"""
