"""Windows bitmaps (BMP), PBM, PGM and PPM pictures and TIFFs that Pillow does not read, as stored values [height, width, channels]."""
import io
import re
import struct

import numpy
from PIL import Image

from .files import check_sides, tiff_tags


def read_bmp(data):
    """uint8 with 3 channels, or 4 where the header has an alpha mask that is used."""
    if len(data) < 26:
        raise ValueError("cut off")
    (pixels_at,), (header,) = struct.unpack("<I", data[10:14]), struct.unpack("<I", data[14:18])
    if len(data) < 14 + header:
        raise ValueError("cut off")
    colours = compression = 0
    if header < 40:
        width, height, _, bits = struct.unpack("<HHHH", data[18:26])
    else:
        width, height, _, bits, compression = struct.unpack("<iiHHI", data[18:34])
        (colours,) = struct.unpack("<I", data[46:50])
    runs = {1: 8, 2: 4}.get(compression)
    depths = {0: (1, 2, 4, 8, 16, 24, 32), 3: (16, 32), 6: (16, 32)}.get(compression, (runs,))
    if width <= 0 or bits not in depths:
        raise ValueError(f"a BMP of {bits} bits and compression {compression} is not read")
    check_sides(width, abs(height))
    if runs:
        indices = unpack_runs(data[pixels_at:], width, abs(height), bits)
    else:
        rows = stored_rows(data, pixels_at, width, abs(height), bits)
        if bits > 8:
            values = unpack_masked(rows, data, width, bits, compression, header)
            return values if height < 0 else values[::-1]
        places = numpy.arange(width)
        per_byte = 8 // bits
        indices = (rows[:, places // per_byte] >> (8 - bits * (places % per_byte + 1))) & (2**bits - 1)
    palette = palette_of(data, header, bits, colours, pixels_at)
    return palette[indices if height < 0 else indices[::-1]]


def stored_rows(data, at, width, height, bits):
    """uint8 [height, bytes of a row], in the file's order."""
    row, last = (width * bits + 31) // 32 * 4, (width * bits + 7) // 8
    if at + row * (height - 1) + last > len(data):
        raise ValueError("cut off")
    held = data[at : at + row * height].ljust(row * height, b"\0")
    return numpy.frombuffer(held, numpy.uint8).reshape(height, row)


def palette_of(data, header, bits, colours, pixels_at):
    """uint8 [256, 3]; black where the file has fewer colours."""
    size, start = 3 if header < 40 else 4, 14 + header
    room = (min(pixels_at, len(data)) - start) // size
    count = min(colours or 2**bits, 256, max(room, 0))
    palette = numpy.zeros((256, 3), numpy.uint8)
    entries = numpy.frombuffer(data, numpy.uint8, count * size, start).reshape(count, size)
    palette[:count] = entries[:, 2::-1]
    return palette


def unpack_masked(rows, data, width, bits, compression, header):
    if compression == 0:
        masks = [0x7C00, 0x03E0, 0x001F, 0] if bits == 16 else [0xFF0000, 0xFF00, 0xFF, 0]
    else:
        masks = list(struct.unpack("<4I", data[54:70].ljust(16, b"\0")))
        if compression != 6 and header < 56:
            masks[3] = 0
    size = bits // 8
    stored = rows[:, : width * size].reshape(len(rows), width, size).astype(numpy.int64)
    pixels = sum(stored[:, :, i] << (8 * i) for i in range(size))
    channels = []
    for mask in masks if masks[3] else masks[:3]:
        low = (mask & -mask).bit_length() - 1 if mask else 0
        channels.append(((pixels & mask) >> low) * 255 // max(mask >> low, 1))
    values = numpy.stack(channels, axis=2).astype(numpy.uint8)
    return values[:, :, :3] if values.shape[2] == 4 and not values[:, :, 3].any() else values


def unpack_runs(data, width, height, bits):
    """Indices of RLE8 or RLE4, the file's first row first; places that are jumped over have index 0."""
    indices = numpy.zeros((height, width), numpy.uint8)
    at = x = y = 0

    def take(count):
        nonlocal at
        if at + count > len(data):
            raise ValueError("cut off")
        at += count
        return data[at - count : at]

    def put(values):
        nonlocal x
        held = values[: max(width - x, 0)]
        if y < height and len(held):
            indices[y, x : x + len(held)] = held
        x += len(values)

    def spread(packed, count):
        if bits == 8:
            return list(packed)[:count]
        return [half for byte in packed for half in (byte >> 4, byte & 15)][:count]

    while y < height:
        count, what = take(2)
        if count:
            put(spread(bytes([what]) * count, count))
        elif what == 1:
            break
        elif what == 0:
            x, y = 0, y + 1
        elif what == 2:
            right, down = take(2)
            x, y = x + right, y + down
        else:
            size = (what * bits + 7) // 8
            put(spread(take(size), what))
            at += size % 2
    return indices


def read_netpbm(data):
    """uint8, or uint16 as stored where the header's white is above 255; 1 or 3 channels."""
    kind, at, fields = data[1] - 0x30, 2, []
    while len(fields) < (2 if kind in (1, 4) else 3):
        found = re.compile(rb"(?:\s|#[^\r\n]*[\r\n])*(\d{1,9})").match(data, at)
        if not found:
            raise ValueError("a header that makes no sense")
        fields.append(int(found[1]))
        at = found.end()
    width, height, white = (fields + [1])[:3]
    if not 1 <= white <= 65535:
        raise ValueError(f"a white of {white} is not read")
    check_sides(width, height)
    channels = 3 if kind in (3, 6) else 1
    values = stored_values(data, at, kind, width, height, channels, white).reshape(height, width, channels)
    if kind in (1, 4):
        return numpy.where(values != 0, 0, 255).astype(numpy.uint8)
    if white > 255:
        return values.astype(numpy.uint16)
    values = numpy.minimum(values.astype(numpy.int64), white)
    return ((2 * values * 255 + white) // (2 * white)).astype(numpy.uint8)


def stored_values(data, at, kind, width, height, channels, white):
    count = width * height * channels
    if kind <= 3:
        text = data[at:]
        texts = re.findall(rb"\d", text) if kind == 1 else text.split()
        values = numpy.array([int(one) for one in texts[:count]], numpy.int64)
        if len(values) < count or values.max(initial=0) > 65535:
            raise ValueError("cut off or a value that is too large")
        return values
    row = (width + 7) // 8 if kind == 4 else width * channels * (2 if white > 255 else 1)
    if at + 1 + row * height > len(data):
        raise ValueError("cut off")
    stored = numpy.frombuffer(data, numpy.uint8, row * height, at + 1)
    if kind == 4:
        return numpy.unpackbits(stored.reshape(height, row), axis=1)[:, :width]
    return stored.view(">u2") if white > 255 else stored


def read_strips(data, numbers):
    """uint16 of packed whole numbers, their highest bit first; float64 of 16-bit floats."""
    tags = tiff_tags(data)
    one = lambda tag, otherwise: tags.get(tag, (otherwise,))[0]
    width, height, bits, samples = one(256, 0), one(257, 0), one(258, 16), one(277, 1)
    rows, row_bytes = max(1, min(one(278, height), height)), -(-width * samples * bits // 8)
    if one(259, 1) == 1:
        starts = [tags[273][y // rows] + y % rows * row_bytes for y in range(height)]
        held = numpy.stack([numpy.frombuffer(data, numpy.uint8, row_bytes, at) for at in starts])
    else:
        grey = Image.open(io.BytesIO(grey_bytes(data, tags, rows, row_bytes, height)), formats=["TIFF"])
        held = numpy.asarray(grey)
    if numbers == "half":
        order = "<" if data[:2] == b"II" else ">"
        return held.view(f"{order}f2").astype(numpy.float64)[:, :, None]
    ones = numpy.unpackbits(held, axis=1)[:, : width * samples * bits].reshape(height, width, samples, bits)
    values = (ones * (1 << numpy.arange(bits)[::-1])).sum(axis=3).astype(numpy.uint16)
    return 2**bits - 1 - values if one(262, 1) == 0 else values


def grey_bytes(data, tags, rows, row_bytes, height):
    """A file of grey bytes, one for each that the rows are stored in: Pillow undoes its compression."""
    entries = {256: (row_bytes,), 257: (height,), 258: (8,), 259: tags[259], 262: (1,), 273: tags[273], 277: (1,), 278: (rows,)}
    entries[279] = tags[279]
    at = len(data) + len(data) % 2
    lists, heads = b"", struct.pack("<H", len(entries))
    for tag, values in entries.items():
        place = at + len(lists) if len(values) > 1 else values[0]
        heads += struct.pack("<HHII", tag, 4, len(values), place)
        if len(values) > 1:
            lists += struct.pack(f"<{len(values)}I", *values)
    start = b"II*\0" + struct.pack("<I", at + len(lists))
    return start + data[8:] + b"\0" * (at - len(data)) + lists + heads + b"\0" * 4
