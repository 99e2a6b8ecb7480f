"""Translations: `update` collects text into each room's catalogue, `compile` makes .mo files, `check` proves completeness."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "qianqiao"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# Without a language the compiled catalogue loses this header, and with it that Chinese has one form for every number.
HEADER = """# Chinese texts of the {room} room. Regenerate with: make messages
msgid ""
msgstr ""
"Project-Id-Version: Qianqiao\\n"
"Report-Msgid-Bugs-To: \\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def rooms() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/apps.py"))


def compile_all() -> int:
    """Compiles every catalogue with Babel, so that a bare machine needs no gettext."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  only this verb needs it
    from babel.messages.pofile import read_po  # noqa: PLC0415  the same

    for room in rooms():
        source = room / CATALOGUE
        if source.exists():
            with source.open("rb") as handle:
                catalogue = read_po(handle, locale="zh_Hans")
            with source.with_suffix(".mo").open("wb") as handle:
                write_mo(handle, catalogue)
    return 0


def extract(folder: Path) -> None:
    """Runs Django's makemessages in a room's folder."""
    (folder / "locale").mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-P",
        "-m",
        "django",
        "makemessages",
        "-l",
        "zh_Hans",
        "--no-location",
        "--no-obsolete",
        "-v0",
    ]
    subprocess.run([*command, "-i", "engine/*"], cwd=folder, check=True)


def put_header(room: Path) -> None:
    """The same header in every catalogue, in place of what the extraction left."""
    committed = room / CATALOGUE
    if committed.exists():
        _, _, texts = committed.read_text(encoding="utf-8").partition("\n\n")
        committed.write_text(f"{HEADER.format(room=room.name)}\n{texts}", encoding="utf-8")


def update() -> int:
    for room in rooms():
        extract(room)
        put_header(room)
    return check()


def without_header() -> list[str]:
    """Catalogues whose header is another one."""
    return [
        f"{room.name}: another header than every catalogue has (run make messages)"
        for room in rooms()
        if (room / CATALOGUE).exists()
        and not (room / CATALOGUE)
        .read_text(encoding="utf-8")
        .startswith(f"{HEADER.format(room=room.name)}\n")
    ]


def conflicts() -> list[str]:
    """English that two rooms translate differently: Django merges catalogues, so one of them would silently win."""
    import polib  # noqa: PLC0415  a tool of checks, absent in production

    told: dict[tuple[str | None, str], dict[str, str]] = {}
    for room in rooms():
        if (room / CATALOGUE).exists():
            for entry in polib.pofile(str(room / CATALOGUE)):
                told.setdefault((entry.msgctxt, entry.msgid), {})[room.name] = entry.msgstr
    return [
        f"two words for {msgid!r}: {words}: agree on one, or give one a context"
        for (_, msgid), words in sorted(told.items(), key=lambda item: item[0][1])
        if len(set(words.values())) > 1
    ]


def check() -> int:
    """Names every text without a Chinese translation and every catalogue that is behind its room."""
    import polib  # noqa: PLC0415  a tool of checks, absent in production

    faults = []
    for room in rooms():
        with tempfile.TemporaryDirectory() as temporary:
            copy = Path(temporary) / room.name
            shutil.copytree(room, copy)
            extract(copy)
            fresh = copy / CATALOGUE
            wanted = polib.pofile(str(fresh)) if fresh.exists() else []
        committed = room / CATALOGUE
        known = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(committed))} if committed.exists() else {}
        for entry in wanted:
            have = known.get((entry.msgctxt, entry.msgid))
            if have is None:
                faults.append(f"{room.name}: not in the catalogue (run make messages): {entry.msgid!r}")
            elif not have.translated():
                faults.append(
                    f"{room.name}: no Chinese for {entry.msgid!r} in {committed.relative_to(PACKAGE)}"
                )
    faults += without_header() + conflicts()
    print("\n".join(faults) if faults else "translations complete")
    return 1 if faults else 0


if __name__ == "__main__":
    verbs = {"update": update, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit(f"usage: messages.py {'|'.join(verbs)}")
    sys.exit(verbs[sys.argv[1]]())
