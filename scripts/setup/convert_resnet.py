"""Converts torchvision's WideResNet50-2 up to stride 16 to safetensors, with the standard library alone.

    python3 convert_resnet.py FILE.pth OUTPUT

The fourth stage and the classification head are left out: the detector does not read them.
"""

import hashlib
import os
import sys

from torch_weights import Model, Tensors, write_safetensors

EPSILON = 1e-5
STAGES = 3
PARTS = {"reduce": "1", "spatial": "2", "expand": "3"}


def convert(model):
    tensors = Tensors()
    tensors.put("stem", *model.folded("conv1", "bn1"))
    for stage in range(STAGES):
        block = 0
        while f"layer{stage + 1}.{block}.conv1.weight" in model.views:
            source, name = f"layer{stage + 1}.{block}", f"blocks.{stage}.{block}"
            for part, number in PARTS.items():
                tensors.put(f"{name}.{part}", *model.folded(f"{source}.conv{number}", f"{source}.bn{number}"))
            if f"{source}.downsample.0.weight" in model.views:
                tensors.put(f"{name}.shortcut", *model.folded(f"{source}.downsample.0", f"{source}.downsample.1"))
            block += 1
    return tensors


def main(source, output):
    with open(source, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        tensors = convert(Model(file, EPSILON))
    metadata = {
        "source": os.path.basename(source),
        "sha256": digest,
        "licence": "BSD-3-Clause",
        "layout": "batch norm folded; kernels [height, width, in, out]",
    }
    write_safetensors(output, tensors, metadata)


if __name__ == "__main__":
    main(*sys.argv[1:])
