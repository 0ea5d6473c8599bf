"""Office files unpacked with a limit, before any library opens them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePath

from rag.errors import FileError

MOST_UNPACKED = 128 << 20
"""Bytes of XML in one file: a sheet of a million cells takes some 40 MB, the tree made of it ten times as much."""
MOST_MEMBERS = 20_000
_STEP = 1 << 16
# Pictures, fonts, sounds and embedded files have nothing to read: they are left empty.
_READ = (".xml", ".rels")
# Office Open XML forbids document type declarations (ECMA-376 part 2, 9.1.3); a bomb of entities needs one.
_DECLARATIONS = tuple(mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le"))
_LONGEST = max(map(len, _DECLARATIONS))
_ENCRYPTED = 0x1


def unpacked(content: bytes, name: str, main_parts: Mapping[str, str]) -> bytes:
    """The same archive without compression and pictures, in which every size is true.

    ``main_parts``: by suffix, the part that files of each kind have. Raises FileError.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_directory(archive, name, main_parts)
            return _copy(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileError("file_damaged", file=name, reason="zip") from error


def _check_directory(archive: zipfile.ZipFile, name: str, main_parts: Mapping[str, str]) -> None:
    members = archive.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileError("file_encrypted", file=name)
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members if _is_read(m)) > MOST_UNPACKED:
        raise FileError("file_bomb", file=name, most=MOST_UNPACKED >> 20)
    names = {member.filename for member in members}
    suffix = PurePath(name).suffix.lower()
    if main_parts[suffix] in names:
        return
    for kind, part in main_parts.items():
        if part in names:
            raise FileError("file_other_kind", file=name, suffix=suffix, kind=kind)
    kind = "OpenDocument" if "mimetype" in names and "content.xml" in names else "ZIP"
    if "[Content_Types].xml" not in names:
        raise FileError("file_other_kind", file=name, suffix=suffix, kind=kind)


def _copy(archive: zipfile.ZipFile, name: str) -> bytes:
    copy = BytesIO()
    total = 0
    with zipfile.ZipFile(copy, "w") as plain:
        for member in {member.filename: member for member in archive.infolist()}.values():
            with plain.open(zipfile.ZipInfo(member.filename), "w") as target:
                end = b""
                for piece in _pieces(archive, member) if _is_read(member) else ():
                    total += len(piece)
                    end = end[-_LONGEST:] + piece
                    if total > MOST_UNPACKED:
                        raise FileError("file_bomb", file=name, most=MOST_UNPACKED >> 20)
                    if any(mark in end for mark in _DECLARATIONS):
                        raise FileError("file_damaged", file=name, reason="DOCTYPE")
                    target.write(piece)
    return copy.getvalue()


def _is_read(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(_READ)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Content of a member, never more than a step of it unpacked at once."""
    with archive.open(member) as file:
        while piece := file.read(_STEP):
            yield piece
