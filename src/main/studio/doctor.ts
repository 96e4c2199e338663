import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type BackboneWord, backboneWords, backbones } from '#shared/domain/backbones.ts';
import { type DoctorCode, type DoctorSaying, inWords } from '#shared/domain/doctorWords.ts';
import { engineEnvironment } from '#shared/environment.ts';
import { sha256OfFile } from '#scoring/files.ts';
import { backboneFileOf, projectRoot, setupDir } from './paths.ts';

/** One part of the installation. `missing` and `broken` stop work; `absent` is something one can do without. */
export interface PartReport {
  part: 'node' | 'tensorflow' | 'addon' | 'weights' | 'gpu' | 'disk' | 'python';
  state: 'ok' | 'missing' | 'broken' | 'absent';
  /** What is there, or what is wrong, in one sentence. */
  detail: string;
  /** What to do about it; null where nothing has to be done. */
  fix: string | null;
  /** Both as codes and values, from which other languages make their words. */
  said: { detail: DoctorSaying; fix: DoctorSaying | null };
}

export interface DoctorReport {
  /** True if training and scoring can run here. */
  ok: boolean;
  parts: PartReport[];
}

const execute = promisify(execFile);
/** An installed program comes whole and has no set-up: what is missing there comes with another installation alone. */
const isInstalled = !existsSync(join(projectRoot, 'scripts', 'setup.mjs'));
const runSetup: DoctorCode = isInstalled ? 'installAgain' : 'runSetup';
const bindingPackage = join(projectRoot, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
/** Free space below which a product of some thousand images may not fit. */
const wantedFreeBytes = 2e9;

const stampSchema = z.object({ flavour: z.enum(['cpu', 'gpu']), reason: z.string().optional() });
const probeSchema = z.object({ backend: z.string(), tensorflow: z.string() });
/** Without a checksum, those that set-up brings from a hub: it writes down what it made of the hub's file. */
const weightsSchema = z.record(z.string(), z.object({ sha256: z.string().optional(), isNeeded: z.boolean() }));

type Stamp = z.infer<typeof stampSchema>;
type Probe = { backend: string; tensorflow: string } | { failure: string };

/** Looks at every part that training and scoring need. Starts a child that loads TensorFlow (1–2 s); changes nothing. */
export async function inspect(): Promise<DoctorReport> {
  const stamp = await readStamp();
  const [probe, driver, weights, disk, python] = await Promise.all([
    probeBackend(),
    findDriver(),
    Promise.all(backboneWords.map(inspectWeights)),
    inspectDisk(),
    inspectPython(),
  ]);
  const parts = [
    inspectNode(),
    inspectLibrary(stamp),
    inspectAddon(probe),
    ...weights,
    describeGpu(driver, stamp, probe),
    disk,
    ...(isInstalled ? [] : [python]),
  ];
  return { ok: parts.every(({ state }) => state === 'ok' || state === 'absent'), parts };
}

type Part = PartReport['part'];
type Values = DoctorSaying['values'];

/** What is said of a part: its code and values, and what to do. */
function report(
  part: Part,
  state: PartReport['state'],
  code: DoctorCode,
  values: Values,
  fix?: DoctorCode,
): PartReport {
  const said = { detail: { code, values }, fix: fix ? { code: fix, values } : null };
  return { part, state, detail: inWords(said.detail), fix: said.fix && inWords(said.fix), said };
}
const good = (part: Part, code: DoctorCode, values: Values): PartReport => report(part, 'ok', code, values);

function inspectNode(): PartReport {
  const values = { version: process.versions.node, path: process.execPath };
  if (Number(process.versions.node.split('.')[0]) >= 24) return good('node', 'node', values);
  return report('node', 'broken', 'nodeOld', values, runSetup);
}

async function readStamp(): Promise<Stamp | null> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(join(setupDir, 'tensorflow', 'stamp.json'), 'utf8')));
  } catch {
    return null; // set-up has not come so far, or was cut short: reported as missing
  }
}

function inspectLibrary(stamp: Stamp | null): PartReport {
  const library = join(bindingPackage, 'deps', 'lib', 'libtensorflow.so');
  if (stamp && existsSync(library)) return good('tensorflow', 'library', { flavour: stamp.flavour.toUpperCase() });
  return report('tensorflow', 'missing', 'libraryMissing', { file: library }, runSetup);
}

/** Loads TensorFlow in a process of its own: a crash there is an answer, not an accident. */
async function probeBackend(): Promise<Probe> {
  const script = join(projectRoot, 'src', 'main', 'engine', 'backend', 'probe.ts');
  try {
    const env = { ...engineEnvironment(process.env), TF_CPP_MIN_LOG_LEVEL: '2' };
    const { stdout } = await execute(process.execPath, [script], { env, timeout: 120_000 });
    return probeSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return { failure: stderr?.split('\n').find((line) => /Error|error|:/.test(line)) ?? message };
  }
}

function inspectAddon(probe: Probe): PartReport {
  if ('backend' in probe) return good('addon', 'computes', { version: probe.tensorflow, backend: probe.backend });
  const isBuilt = existsSync(join(bindingPackage, 'lib', 'napi-v8', 'tfjs_binding.node'));
  if (!isBuilt) return report('addon', 'missing', 'addonMissing', {}, runSetup);
  return report('addon', 'broken', 'addonBroken', { failure: probe.failure }, isInstalled ? runSetup : 'setUpAnew');
}

/** A backbone that no picture and no plain run needs can be done without. */
async function inspectWeights(word: BackboneWord): Promise<PartReport> {
  const part = 'weights';
  const { name, title, isOnDemand } = backbones[word];
  const file = backboneFileOf(name);
  const values = { network: title, word, file };
  const manifest = weightsSchema.parse(
    JSON.parse(await readFile(join(projectRoot, 'resources', 'weights.json'), 'utf8')),
  );
  const { sha256: pinned, isNeeded } = manifest[name]!;
  if (!existsSync(file)) {
    if (isOnDemand) return report(part, 'absent', 'weightsAbsent', values, isInstalled ? undefined : 'setUpNetwork');
    return isNeeded
      ? report(part, 'missing', 'weightsMissing', values, runSetup)
      : report(part, 'absent', 'weightsAbsent', values, runSetup);
  }
  const expected = pinned ?? (await writtenDown(file));
  const hash = await sha256OfFile(file);
  if (hash === expected) return good(part, 'weights', { ...values, hash });
  return report(part, 'broken', 'weightsOther', { ...values, hash, expected }, runSetup);
}

/** The checksum that set-up wrote beside weights that it made. */
async function writtenDown(file: string): Promise<string> {
  try {
    return (await readFile(join(dirname(file), 'SHA256SUMS'), 'utf8')).slice(0, 64);
  } catch {
    return '–'; // set-up was cut short before it
  }
}

/** The loaded NVIDIA driver in words, or null. */
async function findDriver(): Promise<string | null> {
  try {
    const { stdout } = await execute('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader']);
    return stdout.trim().split('\n')[0]!;
  } catch {
    const file = '/proc/driver/nvidia/version';
    return existsSync(file) ? (await readFile(file, 'utf8')).split('\n')[0]! : null;
  }
}

/** Which of the two rungs runs, and why not the higher one. */
function describeGpu(driver: string | null, stamp: Stamp | null, probe: Probe): PartReport {
  const part = 'gpu';
  if ('backend' in probe && probe.backend === 'tensorflow-cuda') return good(part, 'gpu', { driver: driver ?? 'CUDA' });
  if (!driver) return report(part, 'absent', 'gpuNoDriver', {});
  if (stamp?.flavour !== 'gpu') {
    const why = stamp?.reason ?? 'the GPU library was not set up';
    return report(part, 'absent', 'gpuNotSetUp', { driver, why }, isInstalled ? 'gpuInstaller' : 'setUpGpu');
  }
  return report(part, 'absent', 'gpuNotLoaded', { driver }, 'updateDriver');
}

async function inspectDisk(): Promise<PartReport> {
  const folder = existsSync(setupDir) ? setupDir : projectRoot;
  const { bavail, bsize } = await statfs(folder);
  const values = { free: ((bavail * bsize) / 1e9).toFixed(1), folder };
  if (bavail * bsize >= wantedFreeBytes) return good('disk', 'disk', values);
  return report('disk', 'absent', 'disk', values, 'freeSpace');
}

/** Python builds the addon and unpacks wheels; a finished installation runs without it. */
async function inspectPython(): Promise<PartReport> {
  for (const command of [process.env['PYTHON'], 'python3', 'python']) {
    if (!command) continue;
    try {
      const { stdout } = await execute(command, ['-c', 'import sys; print(sys.version.split()[0], sys.executable)']);
      return good('python', 'python', { version: stdout.trim() });
    } catch {
      continue; // try the next name
    }
  }
  return report('python', 'absent', 'pythonAbsent', {}, 'installPython');
}
