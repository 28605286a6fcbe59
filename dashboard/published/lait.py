"""The Local Authority Interactive Tool's back data, published by the Department for Education."""

# What the publisher prints where there is no figure.
CODES = {
    "-": "missing, withheld or not applicable; the publisher has one sign for all three",
    "c": "withheld, so that nobody can be recognised",
    "..": "not available",
    "x": "not available",
    "z": "not applicable",
}
