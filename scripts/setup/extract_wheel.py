"""Unpacks the wanted parts of a wheel: python3 extract_wheel.py WHEEL FOLDER PREFIX…

Prints `BYTES TOTAL` lines as it goes. A prefix that starts with "-" leaves out the entries that contain the rest of it.
"""

import os
import sys
import zipfile

BLOCK = 1 << 22


def is_wanted(name, prefixes):
    if name.endswith("/") or ".." in name.split("/"):
        return False
    if any(prefix[1:] in name for prefix in prefixes if prefix.startswith("-")):
        return False
    return any(name.startswith(prefix) for prefix in prefixes if not prefix.startswith("-"))


def main(wheel, folder, *prefixes):
    with zipfile.ZipFile(wheel) as archive:
        entries = [entry for entry in archive.infolist() if is_wanted(entry.filename, prefixes)]
        total, done = sum(entry.file_size for entry in entries), 0
        for entry in entries:
            target = os.path.join(folder, entry.filename)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(entry) as source, open(target, "wb") as output:
                while block := source.read(BLOCK):
                    output.write(block)
                    done += len(block)
                    if len(block) == BLOCK:
                        print(done, total, flush=True)
                if entry.file_size > BLOCK:  # the libraries: a power cut must not leave them empty behind a finished stamp
                    output.flush()
                    os.fsync(output.fileno())
            if entry.external_attr >> 16 & 0o111:
                os.chmod(target, 0o755)
        print(done, total)


if __name__ == "__main__":
    main(*sys.argv[1:])
