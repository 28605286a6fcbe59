"""Writing small files to take in, and seeing what became of them."""

from dashboard.ingest import ingest
from dashboard.models import Benchmark, Entry, Observation
from tests.published import HERE

KS2_2019 = HERE / "2018-19" / "999_ks2final.csv"
ABSENCE_2019 = HERE / "2018-19" / "999_abs.csv"
KS2_HEADER = "RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,ICLOSE,AGERANGE,TELIG,PTRWM_EXP,READPROG"
ABSENCE_HEADER = "LA,ESTAB,URN,PERCTOT,PPERSABS10"


def everything():
    """All that is live, but for the numbers of rows in the database."""
    names = ["urn", "measure", "academic_year", "pupil_group", "status", "raw", "value", "code"]
    figures = Observation.objects.order_by(*names[:5]).values_list(*names, "la_code", "cohort")
    areas = Benchmark.objects.order_by("area", "la_code", "population", *names[1:5]).values_list(
        "area", "la_code", "population", *names[1:]
    )
    entries = Entry.objects.order_by("kind", "academic_year", "urn").values_list(
        "kind", "academic_year", "status", "urn", "la_code", "name", "low_age", "high_age"
    )
    return list(figures), list(areas), list(entries)


def write(folder, name, *rows, header=KS2_HEADER):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def primary(urn, share="63%", la="999", progress="-1"):
    return f"1,{la},{urn - 898_000},{urn},School {urn},CY,0,7-11,60,{share},{progress}"


def outcomes(report):
    return [file.outcome for file in report.files]


def log_of(paths, **options):
    lines = []
    ingest(paths, log=lines.append, **options)
    return lines
