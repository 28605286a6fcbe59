"""Sampleport's results, absence and inspections, written in the publishers' exact formats.

The figures are invented. National rows are close to what was published for those years, so
that a sample school stands in a believable place; cite the publishers, never this city.
"""
