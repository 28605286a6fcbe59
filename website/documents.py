"""Files of editors as they come in: each is what its name says, and none runs anything."""

from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from core.uploads import MEGABYTE, check_pdf

LARGEST = 20 * MEGABYTE
# What a whole archive may unfold to: a page of text is not a hundred times its file.
LARGEST_UNFOLDED = 200 * MEGABYTE
# The part that each kind of office file has to have.
HOLDS = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
}
RUNS = ("vbaproject.bin", "basic/", "scripts/", "activex", "embeddings/")


class DocumentForm(BaseDocumentForm):
    """The form of a document, where it has a file to choose."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_document(file)
        return file


def check_document(file):
    """Refuse a file that is not what its name says, or holds something that runs."""
    kind = PurePath(file.name).suffix.lower()
    if file.size > LARGEST:
        raise ValidationError(f"The file is larger than {LARGEST // MEGABYTE} MB.", code="size")
    if kind == ".pdf":
        check_pdf(file)
    elif kind == ".csv":
        _check_text(file)
    elif kind in HOLDS:
        _check_office(file, kind)
    else:
        raise ValidationError("Files of this kind are not taken.", code="type")


def _check_text(file):
    file.seek(0)
    data = file.read()
    file.seek(0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError("The file is not a table saved as UTF-8.", code="type") from None
    if "\x00" in text or text.lstrip()[:1] == "<":
        raise ValidationError("The file is not a table.", code="type")


def _check_office(file, kind):
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
    except BadZipFile:
        raise ValidationError(
            f"The file is not what its name says ({kind[1:]}).", code="type"
        ) from None
    finally:
        file.seek(0)
    names = [part.filename.lower() for part in parts]
    if HOLDS[kind] not in names:
        raise ValidationError(f"The file is not what its name says ({kind[1:]}).", code="type")
    if sum(part.file_size for part in parts) > LARGEST_UNFOLDED:
        raise ValidationError("The file unfolds to more than can be kept.", code="size")
    if any(word in name for name in names for word in RUNS):
        raise ValidationError(
            "The file holds macros or other files inside it. Save it without them.", code="acts"
        )
