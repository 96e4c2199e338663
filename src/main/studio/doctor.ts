import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { engineEnvironment } from '#shared/environment.ts';
import { backboneFile, projectRoot, setupDir } from './paths.ts';

/** One part of the installation. `missing` and `broken` stop work; `absent` is something one can do without. */
export interface PartReport {
  part: 'node' | 'tensorflow' | 'addon' | 'weights' | 'gpu' | 'disk' | 'python';
  state: 'ok' | 'missing' | 'broken' | 'absent';
  /** What is there, or what is wrong, in one sentence. */
  detail: string;
  /** What to do about it; null where nothing has to be done. */
  fix: string | null;
}

export interface DoctorReport {
  /** True if training and scoring can run here. */
  ok: boolean;
  parts: PartReport[];
}

const execute = promisify(execFile);
/** An installed program comes whole and has no set-up: what is missing there comes with another installation alone. */
const isInstalled = !existsSync(join(projectRoot, 'scripts', 'setup.mjs'));
const runSetup = isInstalled ? 'Install Flawsmith again: this installation is not whole.' : 'Run `npm run setup`.';
const bindingPackage = join(projectRoot, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
/** Free space below which a product of some thousand images may not fit. */
const wantedFreeBytes = 2e9;

const stampSchema = z.object({ flavour: z.enum(['cpu', 'gpu']), reason: z.string().optional() });
const probeSchema = z.object({ backend: z.string(), tensorflow: z.string() });
const weightsSchema = z.object({ 'efficientnet-lite0': z.object({ sha256: z.string() }) });

type Stamp = z.infer<typeof stampSchema>;
type Probe = { backend: string; tensorflow: string } | { failure: string };

/** Looks at every part that training and scoring need. Starts a child that loads TensorFlow (1–2 s); changes nothing. */
export async function inspect(): Promise<DoctorReport> {
  const stamp = await readStamp();
  const [probe, driver, weights, disk, python] = await Promise.all([
    probeBackend(),
    findDriver(),
    inspectWeights(),
    inspectDisk(),
    inspectPython(),
  ]);
  const parts = [
    inspectNode(),
    inspectLibrary(stamp),
    inspectAddon(probe),
    weights,
    describeGpu(driver, stamp, probe),
    disk,
    ...(isInstalled ? [] : [python]),
  ];
  return { ok: parts.every(({ state }) => state === 'ok' || state === 'absent'), parts };
}

const good = (part: PartReport['part'], detail: string): PartReport => ({ part, state: 'ok', detail, fix: null });

function inspectNode(): PartReport {
  const detail = `Node ${process.versions.node} at ${process.execPath}`;
  if (Number(process.versions.node.split('.')[0]) >= 24) return good('node', detail);
  return { part: 'node', state: 'broken', detail: `${detail} is older than 24`, fix: runSetup };
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
  if (stamp && existsSync(library))
    return good('tensorflow', `TensorFlow library for the ${stamp.flavour.toUpperCase()}`);
  return {
    part: 'tensorflow',
    state: 'missing',
    detail: `There is no TensorFlow library at ${library}`,
    fix: runSetup,
  };
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
  if ('backend' in probe) return good('addon', `TensorFlow ${probe.tensorflow} computes (${probe.backend})`);
  const isBuilt = existsSync(join(bindingPackage, 'lib', 'napi-v8', 'tfjs_binding.node'));
  if (!isBuilt) return { part: 'addon', state: 'missing', detail: 'The native addon is not built', fix: runSetup };
  const again = 'Remove the .flawsmith folder and node_modules, then run `npm run setup`.';
  const fix = isInstalled ? runSetup : again;
  return { part: 'addon', state: 'broken', detail: `TensorFlow does not load: ${probe.failure}`, fix };
}

async function inspectWeights(): Promise<PartReport> {
  const part = 'weights';
  if (!existsSync(backboneFile)) {
    return { part, state: 'missing', detail: `There is no ${backboneFile}`, fix: runSetup };
  }
  const manifest = await readFile(join(projectRoot, 'resources', 'weights.json'), 'utf8');
  const expected = weightsSchema.parse(JSON.parse(manifest))['efficientnet-lite0'].sha256;
  const hash = createHash('sha256')
    .update(await readFile(backboneFile))
    .digest('hex');
  if (hash === expected) return good(part, `EfficientNet-Lite0, sha256 ${hash}`);
  return { part, state: 'broken', detail: `${backboneFile} has sha256 ${hash}, not ${expected}`, fix: runSetup };
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
  if ('backend' in probe && probe.backend === 'tensorflow-cuda')
    return good(part, `TensorFlow computes on ${driver ?? 'CUDA'}`);
  const runs = 'TensorFlow computes on the processor';
  if (!driver) return { part, state: 'absent', detail: `${runs}: no NVIDIA driver was found`, fix: null };
  if (stamp?.flavour !== 'gpu') {
    const why = stamp?.reason ?? 'the GPU library was not set up';
    return {
      part,
      state: 'absent',
      detail: `${runs} although there is ${driver}: ${why}`,
      fix: isInstalled ? 'Take an installer that brings CUDA; this one does not.' : 'Run `npm run setup -- --gpu`.',
    };
  }
  const detail = `${runs} although the GPU library is set up and there is ${driver}`;
  return { part, state: 'absent', detail, fix: 'CUDA 12 needs driver 525 or later; update the driver.' };
}

async function inspectDisk(): Promise<PartReport> {
  const folder = existsSync(setupDir) ? setupDir : projectRoot;
  const { bavail, bsize } = await statfs(folder);
  const detail = `${((bavail * bsize) / 1e9).toFixed(1)} GB free at ${folder}`;
  if (bavail * bsize >= wantedFreeBytes) return good('disk', detail);
  return { part: 'disk', state: 'absent', detail, fix: 'Free some space before importing or training.' };
}

/** Python builds the addon and unpacks wheels; a finished installation runs without it. */
async function inspectPython(): Promise<PartReport> {
  for (const command of [process.env['PYTHON'], 'python3', 'python']) {
    if (!command) continue;
    try {
      const { stdout } = await execute(command, ['-c', 'import sys; print(sys.version.split()[0], sys.executable)']);
      return good('python', `Python ${stdout.trim()}`);
    } catch {
      continue; // try the next name
    }
  }
  const fix = 'Needed only to run set-up again: install python3 and python3-pip.';
  return { part: 'python', state: 'absent', detail: 'No Python was found', fix };
}
