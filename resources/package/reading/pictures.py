"""Reads pictures as Flawsmith does: the same bytes, and the same files refused. Needs pillow and numpy."""
import io
import os
import stat
import sys
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageOps

from . import bitmaps, files

Image.MAX_IMAGE_PIXELS = None  # limits of our own, by the header, before a pixel is decoded
LIBRARY = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "tiff": "TIFF", "gif": "GIF", "avif": "AVIF"}
FULL = {"depth": 16}


def read_rgb(file, scale=None):
    """uint8 [height, width, 3]: turned upright, deep values by the package's scale (16-bit as value >> 8 where it has
    none), alpha over white, grey repeated. Raises ValueError or OSError for what is not read."""
    scale = scale or FULL
    data = read_file(file)
    kind = files.kind_of(data)
    if kind == "bmp":
        return over_white(bitmaps.read_bmp(data))
    if kind == "netpbm":
        return over_white(to_bytes(bitmaps.read_netpbm(data), scale))
    return over_white(to_bytes(read_by_library(data, kind, scale), scale))


def read_file(file):
    """What is no regular file is not opened: a pipe would never end."""
    status = os.stat(file)
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("not a picture file")
    if status.st_size == 0:
        raise ValueError("an empty file")
    if status.st_size > 512 * 2**20:
        raise ValueError("too large")
    return Path(file).read_bytes()


def read_by_library(data, kind, scale):
    """Stored values [height, width, channels]: uint8, uint16, or float64 where they need a range."""
    numbers = files.survey(data, kind)
    if numbers in ("packed", "half"):
        return read_own(data, numbers, scale)
    image = Image.open(io.BytesIO(data), formats=[LIBRARY[kind]])
    if getattr(image, "n_frames", 1) > 1:
        raise ValueError("animated or several pages")
    files.check_sides(*image.size)
    if kind == "jpeg":
        check_jpeg_end(data, image)
    if numbers is not None:
        if "range" not in scale:
            raise ValueError("values of no stated range: the package was not made for such files")
        return as_numbers(numpy.asarray(upright(image)), numbers)
    if is_wide_colour(image):
        return wide_colour(data, kind, image, scale)
    clear = image.info.get("transparency")
    image = upright(image)
    if image.mode.startswith("I"):
        grey = numpy.asarray(image).astype(numpy.uint16)[:, :, None]
        if clear is None:
            return grey
        return numpy.concatenate([grey, numpy.where(grey == clear, 0, 65535).astype(numpy.uint16)], axis=2)
    if image.mode in ("LA", "PA", "RGBA", "RGBX") or clear is not None:
        return numpy.asarray(image if image.mode in ("RGBA", "RGBX") else image.convert("RGBA"))
    if image.mode not in ("1", "L", "P", "RGB", "CMYK", "YCbCr"):
        raise ValueError(f"pictures of the kind {image.mode} are not read")
    return numpy.asarray(image.convert("RGB"))


def read_own(data, numbers, scale):
    tags = files.tiff_tags(data)
    files.check_sides(tags[256][0], tags[257][0])
    if numbers == "half" and "range" not in scale:
        raise ValueError("values of no stated range: the package was not made for such files")
    return bitmaps.read_strips(data, numbers)


def upright(image):
    """Turned by EXIF alone, as everywhere else."""
    for other in ("XML:com.adobe.xmp", "xmp", "Raw profile type exif"):
        image.info.pop(other, None)
    return ImageOps.exif_transpose(image)


def as_numbers(values, kind):
    """What Pillow made of 32-bit and signed values, as the numbers that they are."""
    if kind == "uint32":
        return (values.astype(numpy.int64) & 0xFFFFFFFF).astype(numpy.float64)[:, :, None]
    if kind == "int8":
        return values.astype(numpy.uint8).view(numpy.int8).astype(numpy.float64)[:, :, None]
    return values.astype(numpy.float64)[:, :, None]


def raw_mode(tile):
    return tile.args if isinstance(tile.args, str) else tile.args[0]


def is_wide_colour(image):
    """Pillow keeps one byte of each value of 16-bit colour, which of inks is all that counts."""
    return image.mode != "CMYK" and bool(image.tile) and ";16" in str(raw_mode(image.tile[0])) and not image.mode.startswith("I")


def wide_colour(data, kind, image, scale):
    """16-bit colour: Pillow gives the upper bytes; a second reading with the order turned round gives the lower ones."""
    stored = raw_mode(image.tile[0])
    upper = numpy.asarray(upright(image)).astype(numpy.uint16)
    clear = image.info.get("transparency")
    if scale == FULL and clear is None:
        return upper << 8
    if kind == "png" and stored.startswith("LA"):
        return wide_grey_with_alpha(data)
    turned = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}
    again = Image.open(io.BytesIO(data), formats=[LIBRARY[kind]])
    tiles = []
    for tile in again.tile:
        raw = raw_mode(tile)
        if not raw.startswith(again.mode):
            raise ValueError(f"16-bit {raw} is not read at a depth of its own by this client")
        swapped = raw[:-1] + turned[raw[-1]]
        tiles.append(tile._replace(args=swapped if isinstance(tile.args, str) else (swapped, *tile.args[1:])))
    again.tile = tiles
    values = (upper << 8) | numpy.asarray(upright(again))
    if clear is None:
        return values
    alpha = numpy.where((values == numpy.array(clear)).all(axis=2, keepdims=True), 0, 65535)
    return numpy.concatenate([values, alpha.astype(numpy.uint16)], axis=2)


def wide_grey_with_alpha(data):
    """A PNG of 16-bit grey and alpha, read as the 8-bit RGBA that lies in the same bytes."""
    header = data[12:24] + bytes([8, 6]) + data[26:29]
    renamed = data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]
    halves = numpy.asarray(upright(Image.open(io.BytesIO(renamed), formats=["PNG"]))).astype(numpy.uint16)
    return (halves[:, :, ::2] << 8) | halves[:, :, 1::2]


def check_jpeg_end(data, image):
    """A decoder fills up a JPEG whose data ends early: with other bits in place of its end mark it must get to its end all the same."""
    tile = image.tile[0]
    filled = Image.new(image.mode, image.size)
    decoder = Image._getdecoder(image.mode, tile.codec_name, tile.args, image.decoderconfig)
    decoder.setimage(filled.im, tile.extents)
    # 64 set bits: as much as a decoder reads ahead, and no code of any table, so that they stand for hardly any pixels.
    rest = data[: data.rindex(b"\xff\xd9")] + b"\xff\x00" * 8
    try:
        used = 1
        while used > 0 and rest:
            used, error = decoder.decode(rest)
            if error < 0:
                raise ValueError("cannot be decoded")
            rest = rest[max(used, 0) :]
        # A progressive one then waits for its end mark and passes over any byte; one that is cut off waits for more of them.
        waits = not rest and image.info.get("progressive") and decoder.decode(b"\0")[0] == 1
        if used >= 0 and not waits:
            raise ValueError("cut off")
    finally:
        decoder.cleanup()


def to_bytes(values, scale):
    """uint8 of stored values: uint16 by depth (value >> (depth - 8), 255 at most) or range, float64 by range; alpha of
    16 bits as value >> 8."""
    if values.dtype == numpy.uint8:
        return values
    if "range" in scale:
        low, high = scale["range"]
        number = values.astype(numpy.float64)
        with numpy.errstate(invalid="ignore", over="ignore"):
            inside = numpy.floor((number - low) * 255 / (high - low) + 0.5)
        result = numpy.where(number > low, numpy.where(number >= high, 255, inside), 0).astype(numpy.uint8)
    else:
        result = numpy.minimum(values >> (scale["depth"] - 8), 255).astype(numpy.uint8)
    if values.shape[2] in (2, 4):
        result[:, :, -1] = (values[:, :, -1] >> 8).astype(numpy.uint8)
    return result


def over_white(values):
    """uint8 [height, width, 3] of uint8 with 1 to 4 channels, in whole numbers."""
    channels = values.shape[2]
    colour = values[:, :, :3] if channels > 2 else numpy.repeat(values[:, :, :1], 3, axis=2)
    if channels in (1, 3):
        return numpy.ascontiguousarray(colour)
    colour, alpha = colour.astype(numpy.int32), values[:, :, -1:].astype(numpy.int32)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(numpy.uint8)
