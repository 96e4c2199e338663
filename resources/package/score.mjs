// Scores images with this package: node score.mjs [--maps DIR] IMAGE...
// Needs Node 20 and: npm install onnxruntime-node sharp
// Prints one JSON object a line: file, score, verdict. Exit status 1 if an image could not be scored.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

const here = import.meta.dirname;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** uint8 [height, width, 3]: turned upright, 16-bit as value >> 8, alpha over white, grey repeated. */
async function readRgb(file) {
  const image = sharp(file, { failOn: 'error' });
  const { depth, pages = 1 } = await image.metadata();
  if (pages > 1) throw new Error('animated or several pages');
  const upright = image.autoOrient();
  const wide = depth === 'ushort';
  // sharp would divide 16-bit values; they are read as they are and shifted.
  const plain = wide ? upright.toColourspace('rgb16').raw({ depth }) : upright.toColourspace('srgb').raw();
  const { data, info } = await plain.toBuffer({ resolveWithObject: true });
  const values = wide ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2).map((v) => v >> 8) : data;
  const { width, height, channels } = info;
  const colours = channels < 3 ? 1 : 3;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const alpha = channels > colours ? values[i * channels + colours] : 255;
    for (let c = 0; c < 3; c++) {
      const value = values[i * channels + (colours === 3 ? c : 0)];
      rgb[i * 3 + c] = Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return new ort.Tensor('uint8', rgb, [height, width, 3]);
}

function encodeNpy({ dims, data }) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims.join(', ')}), }`.padEnd(117) + '\n';
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text}`, 'latin1');
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

const files = process.argv.slice(2);
const maps = files[0] === '--maps' ? files.splice(0, 2)[1] : null;
if (maps) mkdirSync(maps, { recursive: true });
const manifestBytes = readFileSync(join(here, 'manifest.json'));
const model = readFileSync(join(here, 'model.onnx'));
const { limits, files: hashes } = JSON.parse(manifestBytes.toString('utf8'));
const sealed = readFileSync(join(here, 'manifest.sha256'), 'utf8').split(' ')[0];
if (sha256(manifestBytes) !== sealed || sha256(model) !== hashes['model.onnx']) {
  throw new Error('the package was changed: do not score with it');
}
const session = await ort.InferenceSession.create(model);
for (const file of files) {
  try {
    const { score: scored, map } = await session.run({ image: await readRgb(file) });
    const score = Number(scored.data[0]);
    const verdict = score < limits.acceptLimit ? 'ok' : score < limits.rejectLimit ? 'review' : 'ng';
    if (maps) writeFileSync(join(maps, `${basename(file, extname(file))}.npy`), encodeNpy(map));
    console.log(JSON.stringify({ file, score, verdict }));
  } catch (error) {
    process.exitCode = 1;
    console.log(JSON.stringify({ file, error: error.message }));
  }
}
