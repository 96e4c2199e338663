/** Tags that say how a TIFF's pixels are stored; every other tag says nothing of them. */
export const tag = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** The above and fax options, predictor, colour map, extra samples, JPEG tables and YCbCr's own. */
export const pixelTags: ReadonlySet<number> = new Set([
  ...Object.values(tag),
  ...[292, 293, 320, 347, 529, 530, 531, 532],
]);

/** Compressions that are read. */
export const readCompressions: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 7, 8, 32773, 32946]);

const compressionNames: Readonly<Record<number, string>> = {
  6: 'JPEG of the old kind',
  32809: 'ThunderScan',
  32909: 'PixarLog',
  33003: 'JPEG 2000',
  33004: 'JPEG 2000',
  33005: 'JPEG 2000',
  34661: 'JBIG',
  34676: 'SGI Log',
  34677: 'SGI Log 24',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'lossy JPEG of DNG',
  34925: 'LZMA',
  34926: 'ZSTD',
  34927: 'WebP',
  34933: 'PNG',
  34934: 'JPEG XR',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

export const compressionName = (code: number): string => compressionNames[code] ?? `number ${code}`;

/** Kinds of colour that are read: grey either way round, RGB, palette, CMYK, YCbCr. */
export const readColours: ReadonlySet<number> = new Set([0, 1, 2, 3, 5, 6]);

const colourNames: Readonly<Record<number, string>> = {
  4: 'a transparency mask',
  8: 'LAB',
  9: 'LAB (ICC)',
  10: 'LAB (ITU)',
  32803: 'unprocessed sensor data (raw)',
  32844: 'LogL',
  32845: 'LogLuv',
  34892: 'unprocessed sensor data (raw)',
};

export const colourName = (code: number): string => colourNames[code] ?? `number ${code}`;

/** Kinds of whole numbers and floats, by the sample format's number. */
export const sampleKinds: Readonly<Record<number, string>> = {
  1: 'uint',
  2: 'int',
  3: 'float',
  4: 'uint',
  5: 'complex',
  6: 'complex',
};
