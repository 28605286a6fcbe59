"""The words of a PDF as a reader gets them, through the map each font brings along."""

import io
import re

import pikepdf


def words_of_pdf(made: bytes) -> str:
    """Every word shown on any page, and every bookmark and title; spaces may be missing."""
    with pikepdf.open(io.BytesIO(made)) as document:
        shown = [_words_of_page(page) for page in document.pages]
        with document.open_outline() as outline:
            shown += [item.title for item in _all_of(outline.root)]
        shown += [str(value) for value in document.docinfo.values()]
    return "\n".join(shown)


def _all_of(items):
    for item in items:
        yield item
        yield from _all_of(item.children)


def _words_of_page(page):
    fonts = {name: _map_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    letters, words = {}, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj":
                words.append(_said(operands[0], letters))
            case "TJ":
                words += [
                    _said(part, letters) for part in operands[0] if isinstance(part, pikepdf.String)
                ]
            case "ET" | "Td" | "TD" | "Tm":
                words.append(" ")
    return "".join(words)


def _said(string, letters):
    codes = bytes(string)
    return "".join(
        letters.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2)
    )


def _map_of(font):
    """What each two bytes of a font stand for: `<0024> <0041>`."""
    told = font.ToUnicode.read_bytes().decode()
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for code, letters in re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4,})>", told)
    }
