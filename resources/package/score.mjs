// Scores images with this package: node score.mjs [--maps DIR] IMAGE...
// Needs Node 20.15, or 22.2 or later, with onnxruntime-node and sharp; README.md says how to install them.
// Prints one JSON object a line: file, score, verdict. Exit status 1 if an image could not be scored or a map not written.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { decodeImage } from './reading/pictures.mjs';

const here = import.meta.dirname;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** How values of more than 8 bits become bytes. */
const scaleOf = ({ range, depth = 16 }) => (range ? { range } : { depth });

function encodeNpy({ dims, data }) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims.join(', ')}), }`.padEnd(117) + '\n';
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text}`, 'latin1');
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/** A name that the disk takes: long ones are cut and told apart by a hash. */
function mapFile(folder, file) {
  const name = basename(file, extname(file));
  const isLong = Buffer.byteLength(name) > 180;
  const short = isLong ? `${name.slice(0, 40)}-${sha256(name).slice(0, 12)}` : name;
  return join(folder, `${short}.npy`);
}

function openPackage() {
  const manifestBytes = readFileSync(join(here, 'manifest.json'));
  const model = readFileSync(join(here, 'model.onnx'));
  const manifest = JSON.parse(manifestBytes.toString('utf8'));
  const sealed = readFileSync(join(here, 'manifest.sha256'), 'utf8').split(' ')[0];
  if (sha256(manifestBytes) !== sealed || sha256(model) !== manifest.files['model.onnx']) {
    throw new Error('the package was changed: do not score with it');
  }
  return { manifest, model };
}

/** A row: file, score, verdict, or error; mapError where the map could not be written. */
async function scoreFile(file, session, { input, limits }, maps) {
  let results;
  try {
    const { width, height, data } = (await decodeImage(file, scaleOf(input))).raster;
    results = await session.run({ image: new ort.Tensor('uint8', data, [height, width, 3]) });
  } catch (error) {
    return { file, error: error.message };
  }
  const score = Number(results.score.data[0]);
  const verdict = score < limits.acceptLimit ? 'ok' : score < limits.rejectLimit ? 'review' : 'ng';
  try {
    if (maps) {
      mkdirSync(maps, { recursive: true });
      writeFileSync(mapFile(maps, file), encodeNpy(results.map));
    }
  } catch (error) {
    return { file, score, verdict, mapError: error.message };
  }
  return { file, score, verdict };
}

const files = process.argv.slice(2);
const maps = files[0] === '--maps' ? files.splice(0, 2)[1] : null;
const { manifest, model } = openPackage();
const session = await ort.InferenceSession.create(model);
for (const file of files) {
  const row = await scoreFile(file, session, manifest, maps);
  if (row.error ?? row.mapError) process.exitCode = 1;
  console.log(JSON.stringify(row));
}
