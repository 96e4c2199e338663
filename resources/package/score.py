"""Scores images with this package: python score.py [--maps DIR] IMAGE...

Needs Python 3.9 and: pip install onnxruntime pillow numpy
Prints one JSON object a line: file, score, verdict. Exit status 1 if an image could not be scored or a map not written.
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy
import onnxruntime

from reading.pictures import read_rgb

HERE = Path(__file__).resolve().parent


def open_package(folder=HERE):
    """The detector as an onnxruntime session, and its manifest. Exits where the package was changed."""
    manifest_bytes = (folder / "manifest.json").read_bytes()
    model = (folder / "model.onnx").read_bytes()
    manifest = json.loads(manifest_bytes)
    sealed = (folder / "manifest.sha256").read_text().split()[0]
    if hashlib.sha256(manifest_bytes).hexdigest() != sealed or (
        hashlib.sha256(model).hexdigest() != manifest["files"]["model.onnx"]
    ):
        sys.exit("the package was changed: do not score with it")
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]), manifest


def scale_of(manifest):
    """How values of more than 8 bits become bytes: {"depth": bits} or {"range": [low, high]}."""
    given = manifest["input"]
    return {"range": given["range"]} if "range" in given else {"depth": given.get("depth", 16)}


def verdict_of(score, limits):
    return "ok" if score < limits["acceptLimit"] else "review" if score < limits["rejectLimit"] else "ng"


def map_file(folder, file):
    """A name that the disk takes: long ones are cut and told apart by a hash."""
    name = Path(file).stem
    if len(name.encode()) > 180:
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        name = name.encode()[:160].decode(errors="ignore") + "-" + digest
    return folder / (name + ".npy")


def score_file(file, session, manifest, maps):
    """A row: file, score, verdict, or error; mapError where the map could not be written."""
    try:
        pixels = read_rgb(file, scale_of(manifest))
        score, anomaly_map = session.run(["score", "map"], {"image": pixels})
    except Exception as error:
        return {"file": file, "error": str(error)}
    row = {"file": file, "score": float(score), "verdict": verdict_of(float(score), manifest["limits"])}
    if maps:
        try:
            maps.mkdir(parents=True, exist_ok=True)
            numpy.save(map_file(maps, file), anomaly_map.astype("<f4"))
        except OSError as error:
            row["mapError"] = str(error)
    return row


def main(arguments):
    maps = None
    if arguments[:1] == ["--maps"]:
        maps, arguments = Path(arguments[1]), arguments[2:]
    session, manifest = open_package()
    failed = False
    for file in arguments:
        row = score_file(file, session, manifest, maps)
        failed = failed or "error" in row or "mapError" in row
        print(json.dumps(row), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
