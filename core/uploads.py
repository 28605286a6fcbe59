"""Files that people send: looked into before they are kept, and never given back as a page."""

from io import BytesIO
from pathlib import PurePath
from secrets import token_hex

import pikepdf
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.deconstruct import deconstructible

MEGABYTE = 1024 * 1024
LARGEST_PDF = 20 * MEGABYTE
# Actions that do something when the file is opened or clicked; going to a page is not one.
ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}


def check_pdf(file):
    """Refuse anything but a plain PDF of moderate size, saying what is wrong with it.

    Raises ValidationError. The file is left at its beginning.
    """
    if file.size > LARGEST_PDF:
        raise ValidationError(
            f"The file is larger than {LARGEST_PDF // MEGABYTE} MB. Send a smaller one.",
            code="size",
        )
    file.seek(0)
    data = file.read()
    file.seek(0)
    if not data.startswith(b"%PDF-"):
        raise ValidationError("The file is not a PDF.", code="type")
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            _refuse_what_acts(pdf)
    except pikepdf.PasswordError:
        raise ValidationError(
            "The PDF is locked with a password. Send it without one.", code="locked"
        ) from None
    except pikepdf.PdfError:
        raise ValidationError(
            "The PDF is damaged and cannot be opened. Make it again and send it.", code="damaged"
        ) from None


def _refuse_what_acts(pdf):
    if pdf.is_encrypted:
        raise ValidationError("The PDF is locked. Send it without protection.", code="locked")
    if "/Names" in pdf.Root and "/EmbeddedFiles" in pdf.Root.Names:
        raise ValidationError(
            "The PDF has other files inside it. Send each file by itself.", code="embedded"
        )
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) and _acts(item):
            raise ValidationError(
                "The PDF holds a script or an action that sends or starts something."
                " Print it to a new PDF and send that.",
                code="acts",
            )


def _acts(item):
    """Whether an object of a PDF, or one written inside it, is such an action."""
    entries = item.items()
    return any(
        (key == "/S" and isinstance(value, pikepdf.Name) and str(value) in ACTS)
        or key == "/JS"
        or (isinstance(value, pikepdf.Dictionary) and not value.is_indirect and _acts(value))
        for key, value in entries
    )


@deconstructible
class PrivatePath:
    """Where a file is kept: below a folder, under a name that nobody can guess."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, instance, filename):
        return f"{self.folder}/{token_hex(16)}{PurePath(filename).suffix.lower()[:8]}"

    def __eq__(self, other):
        return isinstance(other, PrivatePath) and other.folder == self.folder


def attachment(file, *, name):
    """A private file to save, never to be run or shown inside a page of the portal."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
