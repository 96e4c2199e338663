"""Scores images with this package: python score.py [--maps DIR] IMAGE...

Needs Python 3.9 and: pip install onnxruntime pillow numpy
Prints one JSON object a line: file, score, verdict. Exit status 1 if an image could not be scored.
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy
import onnxruntime
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent


def read_rgb(file):
    """uint8 [height, width, 3]: turned upright, 16-bit as value >> 8, alpha over white, grey repeated."""
    with Image.open(file) as image:
        if getattr(image, "n_frames", 1) > 1:
            raise ValueError("animated or several pages")
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I"):
            grey = (numpy.asarray(image).astype(numpy.int64) >> 8).clip(0, 255).astype(numpy.uint8)
            return numpy.repeat(grey[:, :, None], 3, axis=2)
        if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
            pixels = numpy.asarray(image.convert("RGBA")).astype(numpy.int32)
            colour, alpha = pixels[:, :, :3], pixels[:, :, 3:]
            return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(numpy.uint8)
        return numpy.ascontiguousarray(image.convert("RGB"))


def main(arguments):
    maps = None
    if arguments[:1] == ["--maps"]:
        maps, arguments = Path(arguments[1]), arguments[2:]
        maps.mkdir(parents=True, exist_ok=True)
    manifest_bytes = (HERE / "manifest.json").read_bytes()
    model = (HERE / "model.onnx").read_bytes()
    manifest = json.loads(manifest_bytes)
    sealed = (HERE / "manifest.sha256").read_text().split()[0]
    if hashlib.sha256(manifest_bytes).hexdigest() != sealed or (
        hashlib.sha256(model).hexdigest() != manifest["files"]["model.onnx"]
    ):
        sys.exit("the package was changed: do not score with it")
    limits = manifest["limits"]
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    failed = False
    for file in arguments:
        try:
            score, anomaly_map = session.run(["score", "map"], {"image": read_rgb(file)})
        except Exception as error:
            failed = True
            print(json.dumps({"file": file, "error": str(error)}))
            continue
        score = float(score)
        verdict = "ok" if score < limits["acceptLimit"] else "review" if score < limits["rejectLimit"] else "ng"
        if maps:
            numpy.save(maps / (Path(file).stem + ".npy"), anomaly_map.astype("<f4"))
        print(json.dumps({"file": file, "score": score, "verdict": verdict}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
