"""Fetch the style sheets of Designsystemet and write them where the site serves them.

Usage: python scripts/vendor.py

Each file is written with its version, licence and checksum to `vendor.json`, without
source maps; a style sheet that would load anything from another address stops the run.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = (
    Path(__file__).parents[1] / "src/omstilling/web/static/omstilling/vendor"
).resolve()
#: package and version → path in the package → name here
PACKAGES = {
    "@digdir/designsystemet-css@1.22.0": {
        "dist/src/index.css": "designsystemet.css",
        "LICENSE": "designsystemet-css.LICENSE.txt",
    },
    "@digdir/designsystemet-theme@1.11.0": {
        "src/themes/designsystemet.css": "designsystemet-theme.css",
        "LICENSE": "designsystemet-theme.LICENSE.txt",
    },
}
LOADS = re.compile(
    r"@import\b|@font-face\b|url\((?!\s*['\"]?(?:data:|#))", re.IGNORECASE
)
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")


def main() -> None:
    """Vendor every package."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    listed = [
        entry
        for package, wanted in PACKAGES.items()
        for entry in vendor(package, wanted)
    ]
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    (VENDOR / "vendor.json").write_text(text, encoding="utf-8")
    print(f"{len(listed)} files in {VENDOR}")


def vendor(package: str, wanted: dict[str, str]) -> list[dict[str, str]]:
    """Write the wanted files of one package; return what `vendor.json` says of them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", folder, package],  # noqa: S607 - npm is found on the path
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            licence = json.loads(_read(files, "package.json"))["license"]
            texts = {name: _read(files, path) for path, name in wanted.items()}
    name, version = package.rsplit("@", 1)
    return [
        {
            "file": file,
            "package": name,
            "version": version,
            "licence": licence,
            "sha256": _write(file, text),
        }
        for file, text in texts.items()
    ]


def _read(files: tarfile.TarFile, path: str) -> str:
    member = files.extractfile(f"package/{path}")
    if member is None:
        raise SystemExit(f"{path} is no file in {files.name!r}")
    return member.read().decode("utf-8")


def _write(name: str, text: str) -> str:
    text = SOURCE_MAP.sub("", text)
    if name.endswith(".css") and LOADS.search(text):
        raise SystemExit(f"{name} would load from another address; look at it first")
    data = text.encode("utf-8")
    (VENDOR / name).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()
