const beyondArray =
  'One step beyond the end of a typed array: what is read there is nothing, what is written there is ignored.';
const beyondRow =
  'One step beyond a row: the next row writes its first place anew, and beyond the last row nothing is written.';
const nextPixel = 'A fourth channel is the next pixel’s first, which that pixel writes anew.';
const oneOrMinusOne = 'A product and a quotient with 1 or −1 are the same.';
const tie = 'At a tie both sides give the same.';
const quickWay = 'The quick way to what is computed without it.';
const firstTry = 'Overwritten at the first try.';
const aboveOrBelow =
  'Above the first row and below the last there is nothing to read, which is as good as nothing there.';
const noFourthMean = 'The mean of a fourth channel is never read.';
const noBlur = 'A blur by less changes nothing.';
const noBlurAtAll = 'A blur by 0.2 px moves less than a hundred-thousandth.';
const notSaid = 'What is not said is as good as false.';

/** Of src/shared/vision/synthesis, by file: the line, what stands in its place, the reason. */
export const synthesis = {
  'sketch.ts': [
    [
      "const amount = drawRange(prior, 'contrast', random, 'log') * drawSign(prior, random);",
      "drawRange(prior, 'contrast', random, 'log') / drawSign(prior, random)",
      oneOrMinusOne,
    ],
    [
      'shift.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));',
      'Math.abs(value) >= Math.abs(most)',
      'All channels of a shift have one sign, so those as strong as each other are the same.',
    ],
  ],
  'nuisance.ts': [['for (let y = 0, to = 0; y < height; y++) {', 'y <= height', beyondArray]],
  'textures.ts': [
    ['for (let y = 0; y < layer.height; y++) {', 'y <= layer.height', beyondArray],
    [
      'for (let x = 0; x < layer.width; x++) {',
      'x <= layer.width',
      'The next row writes its first place anew where it shows; where it does not, nothing is looked at.',
    ],
    ['const dx = (x + layer.left - layer.centre.x) * flip;', '(x + layer.left - layer.centre.x) / flip', oneOrMinusOne],
    ['for (let c = 0; c < 3; c++) mean[c]! += piece[i * 3 + c]!;', 'c <= 3', noFourthMean],
    ['for (let i = 0; i < piece.length; i++) {', 'i <= piece.length', beyondArray],
    [
      'return (Math.floor(x / side) + Math.floor(y / side)) % 2 ? 1 : -1;',
      'Math.floor(x / side) - Math.floor(y / side)',
      'Sum and difference of two whole numbers are both even or both odd.',
    ],
    ['for (let i = 0; i < values.length; i++) {', 'i <= values.length', beyondArray],
    ['for (let c = 0; c < 3; c++) texture[i * 3 + c] = base[c]! + amplitude * values[i]!;', 'c <= 3', nextPixel],
    ['for (let y = 0, i = 0; y < layer.height; y++) {', 'y <= layer.height', beyondArray],
  ],
  'outlines.ts': [
    ['if (sigma >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, sigma);', 'true', noBlur],
    ['for (let y = 0; y < layer.height; y++) {', 'y <= layer.height', beyondArray],
    ['for (let x = 0; x < layer.width; x++) {', 'x <= layer.width', beyondRow],
    [
      'const x1 = Math.min(Math.ceil(Math.max(from.x, to.x) + reach) - layer.left, layer.width - 1);',
      'Math.ceil(Math.max(from.x, to.x) + reach) + layer.left',
      'Looks at pixels out of the pen’s reach too.',
    ],
    [
      'const y1 = Math.min(Math.ceil(Math.max(from.y, to.y) + reach) - layer.top, layer.height - 1);',
      'Math.ceil(Math.max(from.y, to.y) + reach) + layer.top',
      'Looks at pixels out of the pen’s reach too.',
    ],
    [
      'const y1 = Math.min(Math.ceil(Math.max(from.y, to.y) + reach) - layer.top, layer.height - 1);',
      'Math.max(Math.ceil(Math.max(from.y, to.y) + reach) - layer.top, layer.height - 1)',
      beyondArray,
    ],
    [
      'const y1 = Math.min(Math.ceil(Math.max(from.y, to.y) + reach) - layer.top, layer.height - 1);',
      'layer.height + 1',
      beyondArray,
    ],
    ['if (alpha > layer.alpha[i]!) layer.alpha[i] = alpha;', 'alpha >= layer.alpha[i]!', tie],
  ],
  'changedMask.ts': [
    [
      'const box = grown(touched, Math.ceil(3 * sigma) + 2 * radius + 1, mask);',
      'Math.ceil(3 * sigma) + 2 * radius - 1',
      'Three deviations out the blur leaves less than any threshold.',
    ],
    ['if (radius > 0) part = close(part, box.width, box.height, radius);', 'true', 'A radius of 0 closes nothing.'],
    [
      'for (let y = 0; y < box.height; y++) visit((box.top + y) * width + box.left, y * box.width);',
      'y <= box.height',
      beyondArray,
    ],
    [
      'for (let i = 0; i < values.length; i++) if (values[i]! > largest) largest = values[i]!;',
      'values[i]! >= largest',
      tie,
    ],
    [
      'for (let i = 0; i < values.length; i++) if (values[i]! > largest) largest = values[i]!;',
      'i <= values.length',
      beyondArray,
    ],
    ['for (let x = 0, at = start * 3; x < box.width; x++, at += 3) {', 'x <= box.width', beyondRow],
  ],
  'paint.ts': [
    [
      'for (let y = top; y < top + height; y++) {',
      'y <= top + height',
      'Beyond the box that was touched both pictures are the same.',
    ],
    [
      'for (let x = left; x < left + width; x++) {',
      'x <= left + width',
      'Beyond the box that was touched both pictures are the same.',
    ],
    ['if (known !== undefined) return known;', 'false', quickWay],
    ['const rim = data.every((value) => value !== 0)', 'false', 'The rim of a whole picture is the whole picture.'],
    [
      'const rim = data.every((value) => value !== 0)',
      '() => undefined',
      'The rim of a whole picture is the whole picture.',
    ],
    ['rims.set(foreground, rim);', ';', quickWay],
    ['if (columns === 1 && rows === 1) return (x, y) => value(x - shift.x, y - shift.y) > 0;', 'false', quickWay],
  ],
  'plan.ts': [
    ['const painting = paintDefects(base, [spot], { ...reference, view }, { onlyVisible: false });', '{}', notSaid],
    ['let point = { x: width / 2, y: height / 2 };', '{}', firstTry],
    ['let point = { x: width / 2, y: height / 2 };', 'width * 2', firstTry],
    ['let point = { x: width / 2, y: height / 2 };', 'height * 2', firstTry],
  ],
  'index.ts': [
    ['if (image === reference.image) {', 'false', quickWay],
    ['if (image === reference.image) {', '{}', quickWay],
    ['const painted = paintDefects(base, defects, palette, { onlyVisible: false });', '{}', notSaid],
  ],
  'kinds/crack.ts': [
    [
      'const turned = angle + random.uniform(0.4, 1.1) * (random.chance(0.5) ? 1 : -1);',
      'random.uniform(0.4, 1.1) / (random.chance(0.5) ? 1 : -1)',
      oneOrMinusOne,
    ],
  ],
  'kinds/stain.ts': [
    ['shiftBy(canvas, rim, scaled(shift, -0.6 * Math.sign(shift[0])));', '-0.6 / Math.sign(shift[0])', oneOrMinusOne],
  ],
  'kinds/missing.ts': [
    ['for (let i = 0; i < layer.alpha.length; i++) {', 'i <= layer.alpha.length', beyondArray],
    ['for (let c = 0; c < 3; c++) fill[i * 3 + c] = tone[c]! + noise;', 'c <= 3', nextPixel],
  ],
  'kinds/warp.ts': [['for (let i = 0; i < layer.alpha.length; i++) {', 'i <= layer.alpha.length', beyondArray]],
  'kinds/stamp.ts': [
    [
      "values: { size, zoom, gain, angle: toDegrees(angle), edge, mirrored: flip < 0 ? 'yes' : 'no' },",
      'flip <= 0',
      'It is 1 or −1, never 0.',
    ],
    ['for (let i = 0; i < layer.alpha.length; i++) {', 'i <= layer.alpha.length', beyondArray],
    ['if (sigma >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, sigma);', 'true', noBlur],
    [
      'if (sigma >= 0.2) layer.alpha = gaussianBlur(layer.alpha, layer.width, layer.height, sigma);',
      'sigma > 0.2',
      noBlurAtAll,
    ],
    ...['true', 'row <= height'].map((replacement) => [
      'column >= 0 && row >= 0 && column < width && row < height && data[row * width + column] ? 1 : 0;',
      replacement,
      aboveOrBelow,
    ]),
    ['for (let c = 0; c < 3; c++) level[c]! += piece[i * 3 + c]!;', 'c <= 3', noFourthMean],
  ],
  'kinds/uneven.ts': [
    ['for (let y = 0, i = 0; y < layer.height; y++) {', 'y <= layer.height', beyondArray],
    ...['false', '{}'].map((replacement) => ['if (isGrey && c > 0) {', replacement, quickWay]),
    ['for (let i = 0; i < result.length; i += 3) result[i + c] = result[i]!;', 'i <= result.length', beyondArray],
    ['for (let i = 0; i < plane.length; i++)', 'i <= plane.length', beyondArray],
  ],
  'kinds/dent.ts': [
    [
      'blendOver(canvas, { ...layer, alpha: shade.map((value) => (value === 0 ? 0 : 1)) }, fill);',
      'false',
      'Where there is no shade, the part’s own level is laid over it.',
    ],
    ['for (let i = 0; i < layer.alpha.length; i++) {', 'i <= layer.alpha.length', beyondArray],
  ],
  'kinds/chip.ts': [
    ['for (let i = 0; i < layer.alpha.length; i++) {', 'i <= layer.alpha.length', beyondArray],
    ['for (let c = 0; c < 3; c++) fill[i * 3 + c] = tone[c]! + noise;', 'c <= 3', nextPixel],
  ],
  'kinds/smear.ts': ['false', 'alpha < 0'].map((replacement) => [
    'if (alpha <= 0) return;',
    replacement,
    'What is dragged where the smear covers nothing is laid over nothing.',
  ]),
  'kinds/hairline.ts': [
    [
      'const aside = angle + random.uniform(0.35, 1.1) * (random.chance(0.5) ? 1 : -1);',
      'random.uniform(0.35, 1.1) / (random.chance(0.5) ? 1 : -1)',
      oneOrMinusOne,
    ],
    ...['true', 'relief >= 0'].map((replacement) => [
      'relief > 0',
      replacement,
      'A lit wall of no strength changes nothing.',
    ]),
  ],
  'stamps.ts': ['false', 'row > height'].map((replacement) => [
    'if (column < 0 || row < 0 || column >= width || row >= height) return false;',
    replacement,
    aboveOrBelow,
  ]),
  'membrane.ts': [
    ['for (let k = 0; k < count; k++) {', 'k <= count', beyondArray],
    ['let [known, since] = [0, -1];', '[]', 'Undefined is as little above 0 as −1.'],
    ['for (let y = 0; y < height; y++) {', 'y <= height', beyondArray],
  ],
  'places.ts': [['sum += grey;', 'sum -= grey', 'Only the square of the sum is used.']],
};
