"""Small files written by hand in each publication's exact format, with its codes and quirks."""

from pathlib import Path

from schools.sources.sheets import Sheet, headers

HERE = Path(__file__).parent
# The publishers' own files, where they are beside the project.
REAL = HERE.parents[2] / "shared" / "published-data"


def sheet(path, column):
    """A file of this folder, its header being the first row with the column."""
    data = (HERE / path).read_bytes()
    header = next(row for row in headers(data) if column in row.columns)
    return Sheet(Path(path).name, data, header)


def sheet_of(text, column="URN", name="file.csv"):
    """A file given as text."""
    data = text if isinstance(text, bytes) else text.encode()
    header = next(row for row in headers(data) if column in row.columns)
    return Sheet(name, data, header)
