"""All files of Sampleport in one folder, laid out as a person would keep the publishers' own."""

from pathlib import Path

from dashboard.sample import (
    absence_files,
    authority_files,
    ks2_files,
    ks4_files,
    ofsted_files,
)
from dashboard.sample.standing import RESULT_YEARS
from schools.sample import register_files


def write(folder):
    """Writes every file, the same bytes each time, and returns their paths in order."""
    folder = Path(folder)
    paths = register_files.write(folder)
    for year in RESULT_YEARS:
        of_year = folder / f"{year - 1}-{year % 100:02d}"
        of_year.mkdir(parents=True, exist_ok=True)
        paths += [module.write(of_year, year) for module in (ks2_files, ks4_files, absence_files)]
    inspections = folder / "ofsted"
    inspections.mkdir(parents=True, exist_ok=True)
    return paths + ofsted_files.write(inspections) + authority_files.write(folder / "la")
