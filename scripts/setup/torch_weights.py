"""Reads torch weight files and writes safetensors, with the standard library alone.

Two layouts are read. The old one: a pickled magic number, protocol version, system record, the state dict (tensors point
at storages by key), the list of storage keys; then, storage by storage in that order, an int64 count and the raw
little-endian values. And the zip archive of torch 1.6 and later: the state dict in `data.pkl`, each storage's raw values
in `data/KEY`. The pickles are read as data: only the names in `known` resolve.

A convolution's batch normalisation is folded into it (y = scale * conv(x) + bias, with
scale = weight / sqrt(variance + epsilon)); kernels come out as [height, width, in, out], depthwise ones as
[height, width, channels, 1].
"""

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
ITEM = {"FloatStorage": ("f", 4), "LongStorage": ("q", 8)}

Storage = namedtuple("Storage", "kind key count")
View = namedtuple("View", "storage offset shape strides")


class StateReader(pickle.Unpickler):
    """An unpickler that knows the names a state dict of plain tensors needs and nothing else."""

    known = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): lambda storage, offset, shape, strides, *_: View(
            storage, offset, tuple(shape), tuple(strides)
        ),
        ("torch._utils", "_rebuild_parameter"): lambda view, *_: view,
        ("torch", "FloatStorage"): "FloatStorage",
        ("torch", "LongStorage"): "LongStorage",
    }

    def find_class(self, module, name):
        if (module, name) not in self.known:
            raise pickle.UnpicklingError(f"unexpected name {module}.{name} in the weight file")
        return self.known[(module, name)]

    def persistent_load(self, reference):
        kind, key, count = reference[1], reference[2], reference[4]
        return Storage(kind, key, count)


def values_of(kind, raw, count):
    code, size = ITEM[kind]
    if len(raw) != count * size:
        raise ValueError("the weight file ends early")
    data = array(code, raw)
    if sys.byteorder == "big":
        data.byteswap()
    return data


def read_state(file):
    """Returns {tensor name: View} and {storage key: array of values}. Of an open file of either layout."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            return read_archive(archive)
    file.seek(0)
    return read_old(file)


def read_archive(archive):
    pickled = next(entry for entry in archive.namelist() if entry.endswith("/data.pkl"))
    folder = pickled[: -len("data.pkl")]
    order = f"{folder}byteorder"
    if order in archive.namelist() and archive.read(order) != b"little":
        raise ValueError("big-endian weight files are not read")
    with archive.open(pickled) as file:
        views = StateReader(file).load()
    storages = {view.storage.key: view.storage for view in views.values()}
    return views, {
        key: values_of(kind, archive.read(f"{folder}data/{key}"), count) for key, (kind, _, count) in storages.items()
    }


def read_old(file):
    if StateReader(file).load() != MAGIC:
        raise ValueError("not a torch file of a layout that is known")
    StateReader(file).load()  # protocol version
    if not StateReader(file).load()["little_endian"]:
        raise ValueError("big-endian weight files are not read")
    views = StateReader(file).load()
    kinds = {view.storage.key: view.storage.kind for view in views.values()}
    values = {}
    for key in StateReader(file).load():
        (count,) = struct.unpack("<q", file.read(8))
        values[key] = values_of(kinds[key], file.read(count * ITEM[kinds[key]][1]), count)
    return views, values


class Model:
    """A state dict; `epsilon` is what its batch normalisations add to the variance."""

    def __init__(self, file, epsilon):
        self.views, self.values = read_state(file)
        self.epsilon = epsilon

    def vector(self, name):
        view = self.views[name]
        data = self.values[view.storage.key]
        return [data[view.offset + i * view.strides[0]] for i in range(view.shape[0])]

    def folded(self, convolution, norm, depthwise=False):
        """One convolution with its batch normalisation: (kernel shape, kernel, bias)."""
        variance, mean = self.vector(f"{norm}.running_var"), self.vector(f"{norm}.running_mean")
        gain, shift = self.vector(f"{norm}.weight"), self.vector(f"{norm}.bias")
        scale = [g / math.sqrt(v + self.epsilon) for g, v in zip(gain, variance)]
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


class Tensors(dict):
    """{tensor name: (shape, values)} in the order of computation."""

    def put(self, name, shape, kernel, bias):
        self[f"{name}.kernel"] = (shape, kernel)
        self[f"{name}.bias"] = ([len(bias)], bias)


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
