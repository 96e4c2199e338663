"""What a picture file holds, by its bytes: the checks that a decoder leaves out."""
import re
import struct
import zlib

SIGNATURES = (
    (rb"\xff\xd8\xff", "jpeg"),
    (rb"\x89PNG\r\n\x1a\n", "png"),
    (rb"RIFF....WEBP", "webp"),
    (rb"(II[*+]\0|MM\0[*+])....CR\x02", None),
    (rb"II[*+]\0|MM\0[*+]", "tiff"),
    (rb"GIF8[79]a", "gif"),
    (rb"....ftypavi[fs]", "avif"),
    (rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", "bmp"),
    (rb"P[1-6][\s#]", "netpbm"),
)
TYPES = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32773, 32946}
NUMBERS = {1: "uint", 2: "int", 3: "float", 4: "uint"}


def kind_of(data):
    for pattern, kind in SIGNATURES:
        if re.match(pattern, data, re.DOTALL) and kind:
            return kind
    raise ValueError("not a picture of a format that is read")


def check_sides(width, height):
    if width > 32767 or height > 32767 or width * height > 100_000_000:
        raise ValueError(f"too large: {width} x {height}")
    if min(width, height) < 16:
        raise ValueError(f"too small: {width} x {height}")


def survey(data, kind):
    """Raises ValueError for what is cut off or not read. Returns which numbers a TIFF holds where they need a range."""
    if kind == "jpeg":
        survey_jpeg(data)
    if kind == "png":
        survey_png(data)
    return survey_tiff(data) if kind == "tiff" else None


def survey_jpeg(data):
    """The end must be there, and as much data as the size in the header takes at the least: 2 bits a block, progressive 1."""
    at, held, blocks, least = 2, 0, 0, 4
    while True:
        at = data.find(b"\xff", at)
        while 0 <= at < len(data) and data[at] == 0xFF:
            at += 1
        if at < 0 or at >= len(data):
            raise ValueError("cut off")
        marker, at = data[at], at + 1
        if marker == 0xD9:
            break
        if marker == 0 or 0xD0 <= marker <= 0xD7:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise ValueError("cut off")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if marker & 3 == 3 or data[at + 2] != 8:
                raise ValueError("a lossless JPEG or one of more than 8 bits is not read")
            height, width = struct.unpack(">HH", data[at + 3 : at + 7])
            check_sides(width, height)
            blocks, least = blocks_of(data[at + 2 : at + length]), 4 if marker in (0xC0, 0xC1) else 8
        at += length
        if marker == 0xDA:
            end = re.compile(rb"\xff[^\0\xff\xd0-\xd7]", re.DOTALL).search(data, at)
            held += (end.start() if end else len(data)) - at
            at = end.start() if end else len(data)
    if held < blocks / least:
        raise ValueError("cut off: far less data than its size takes")


def blocks_of(frame):
    height, width = struct.unpack(">HH", frame[1:5])
    factors = [frame[7 + i * 3] for i in range(frame[5])]
    across, down = max([f >> 4 for f in factors] + [1]), max([f & 15 for f in factors] + [1])
    return sum(-(-width * (f >> 4) // (across * 8)) * -(-height * (f & 15) // (down * 8)) for f in factors)


def survey_png(data):
    at, held, least = 8, 0, 0
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if at + 12 + length > len(data):
            break
        if zlib.crc32(data[at + 4 : at + 8 + length]) != int.from_bytes(data[at + 8 + length : at + 12 + length], "big"):
            raise ValueError("damaged: a check sum does not hold")
        if kind == b"IHDR" and length >= 13:
            width, height, bits = struct.unpack(">IIB", data[at + 8 : at + 17])
            check_sides(width, height)
            least = width * height * bits / 8
        elif kind == b"IDAT":
            held += length
        elif kind == b"acTL":
            raise ValueError("animated")
        elif kind == b"IEND":
            if held * 1032 < least:
                raise ValueError("cut off: far less data than its size takes")
            return
        at += 12 + length
    raise ValueError("cut off")


def tiff_tags(data):
    """Whole numbers of each tag of the first directory; raises ValueError for more directories."""
    order = "<" if data[:2] == b"II" else ">"
    big = 43 in (data[2], data[3])
    wide, head, entry = ("Q", "Q", 20) if big else ("I", "H", 12)

    def read(kind, at, count=1):
        size = struct.calcsize(order + kind) * count
        if at < 0 or at + size > len(data):
            raise ValueError("cut off")
        return struct.unpack(f"{order}{count}{kind}", data[at : at + size])

    inside = struct.calcsize(order + wide)
    first = read(wide, 8 if big else 4)[0]
    count, start = read(head, first)[0], first + struct.calcsize(order + head)
    after = start + count * entry
    if after > len(data):
        raise ValueError("cut off")
    following = read(wide, after)[0] if after + inside <= len(data) else 0
    if following >= len(data):
        raise ValueError("cut off")
    if following not in (0, first):
        raise ValueError("several pages")
    tags = {}
    for at in range(start, after, entry):
        tag, kind = read("H", at)[0], TYPES.get(read("H", at + 2)[0])
        number = read(wide, at + 4)[0]
        if kind and number:
            fits = number * struct.calcsize(order + kind) <= inside
            tags[tag] = read(kind, at + 4 + inside if fits else read(wide, at + 4 + inside)[0], number)
    return tags


def survey_tiff(data):
    tags = tiff_tags(data)
    one = lambda tag, otherwise: tags.get(tag, (otherwise,))[0]
    compression, colour, bits, samples = one(259, 1), one(262, 1), one(258, 1), one(277, 1)
    if compression not in COMPRESSIONS:
        raise ValueError(f"a TIFF with compression number {compression} is not read")
    if colour not in (0, 1, 2, 3, 5, 6) or (colour == 5 and one(332, 1) != 1):
        raise ValueError(f"a TIFF with colours of kind {colour} is not read")
    name = f"{NUMBERS.get(one(339, 1))}{bits}"
    plain = name in ("uint1", "uint2", "uint4", "uint8", "uint16") and not (colour == 5 and bits < 8)
    deep = name in ("float32", "int32", "uint32", "int8") and samples == 1 and colour <= 1
    own = own_numbers(tags, one)
    if any(other != bits for other in tags.get(258, ())) or not (plain or deep or own):
        raise ValueError(f"a TIFF with {samples} channels of {name} values is not read")
    extra = tags.get(338, ())
    colours = 4 if colour == 5 else 3 if colour in (2, 6) else 1
    if 1 in extra or len(extra) > 1 or samples != colours + len(extra) or (324 in tags and one(284, 1) == 2):
        raise ValueError(f"a TIFF with {samples} channels stored so is not read")
    check_sides(one(256, 0), one(257, 0))
    check_extent(tags, one, compression, bits, samples, len(data))
    return own or (name if deep else None)


def own_numbers(tags, one):
    """Rows that Pillow does not read: whole numbers of 9 to 15 bits without gaps, grey or RGB, and grey 16-bit floats; without
    compression, or with LZW or deflate."""
    bits, format, colour = one(258, 1), one(339, 1), one(262, 1)
    plain = (one(317, 1), one(284, 1), one(266, 1), one(274, 1)) == (1, 1, 1, 1) and 324 not in tags
    plain = plain and len(tags.get(279, ())) == len(tags.get(273, ())) and len(set(tags.get(258, ()))) < 2
    plain = plain and one(259, 1) in (1, 5, 8, 32946) and one(277, 1) == (3 if colour == 2 else 1)
    if plain and colour <= 2 and format in (1, 4) and 9 <= bits <= 15:
        return "packed"
    return "half" if plain and colour == 1 and format == 3 and bits == 16 else None


def check_extent(tags, one, compression, bits, samples, length):
    tiled = 324 in tags
    offsets, counts = tags.get(324 if tiled else 273, ()), tags.get(325 if tiled else 279, ())
    width, height = one(256, 0), one(257, 0)
    rows = max(1, min(one(278, height), height))
    planes = samples if one(284, 1) == 2 else 1
    pieces = -(-width // one(322, width)) * -(-height // one(323, height)) if tiled else -(-height // rows)
    if len(offsets) < pieces * planes:
        raise ValueError("cut off")
    row_bytes = -(-width * (samples // planes) * bits // 8)
    known = compression == 1 and not tiled
    for i, offset in enumerate(offsets):
        plain = min(rows, height - (i % pieces) * rows) * row_bytes if known else None
        stored = counts[i] if i < len(counts) else plain or 1
        if known and stored < plain or offset + (min(stored, plain) if known else stored) > length:
            raise ValueError("cut off")
