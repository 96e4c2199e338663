import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSafetensors } from '#engine/model/safetensors.ts';
import { createRandom } from '#shared/vision/random.ts';
import { projectRoot } from '#studio/paths.ts';

const python = process.env['FLAWSMITH_TEST_PYTHON'];

interface Tensor {
  shape: number[];
  values: number[];
}
type State = Record<string, Tensor>;

/** A network of the names of torchvision’s, a block a stage and a few channels. */
function smallState(): State {
  const random = createRandom(5);
  const state: State = {};
  const put = (name: string, shape: number[], least = -1): void => {
    const length = shape.reduce((product, side) => product * side, 1);
    state[name] = { shape, values: Array.from({ length }, () => random.uniform(least, 1)) };
  };
  const both = (convolution: string, norm: string, shape: number[]): void => {
    put(`${convolution}.weight`, shape);
    for (const part of ['weight', 'bias', 'running_mean']) put(`${norm}.${part}`, [shape[0]!]);
    put(`${norm}.running_var`, [shape[0]!], 0.2);
  };
  both('conv1', 'bn1', [3, 3, 7, 7]);
  for (const layer of [1, 2, 3, 4]) {
    const block = `layer${layer}.0`;
    both(`${block}.conv1`, `${block}.bn1`, [2, 3, 1, 1]);
    both(`${block}.conv2`, `${block}.bn2`, [2, 2, 3, 3]);
    both(`${block}.conv3`, `${block}.bn3`, [3, 2, 1, 1]);
    both(`${block}.downsample.0`, `${block}.downsample.1`, [3, 3, 1, 1]);
  }
  put('fc.weight', [4, 3]);
  return state;
}

/** The convolution and its normalisation in one, written out by its definition: kernel [height, width, in, out] and bias. */
function folded(state: State, convolution: string, norm: string): { kernel: number[]; bias: number[] } {
  const { shape, values } = state[`${convolution}.weight`]!;
  const [outputs, inputs, height, width] = shape as [number, number, number, number];
  const of = (part: string, o: number): number => Math.fround(state[`${norm}.${part}`]!.values[o]!);
  const scale = (o: number): number => of('weight', o) / Math.sqrt(of('running_var', o) + 1e-5);
  const kernel: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++) kernel.push(scale(o) * values[((o * inputs + i) * height + y) * width + x]!);
  return {
    kernel,
    bias: Array.from({ length: outputs }, (_, o) => of('bias', o) - of('running_mean', o) * scale(o)),
  };
}

const sources: Readonly<Record<string, [string, string]>> = {
  stem: ['conv1', 'bn1'],
  'blocks.0.0.reduce': ['layer1.0.conv1', 'layer1.0.bn1'],
  'blocks.1.0.spatial': ['layer2.0.conv2', 'layer2.0.bn2'],
  'blocks.2.0.expand': ['layer3.0.conv3', 'layer3.0.bn3'],
  'blocks.0.0.shortcut': ['layer1.0.downsample.0', 'layer1.0.downsample.1'],
};

describe.skipIf(!python)('torchvision’s weights (needs FLAWSMITH_TEST_PYTHON)', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'flawsmith-resnet-'))));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(dir, { recursive: true, force: true });
  });

  const write = (layout: string, state: State): string => {
    const file = join(dir, `${layout}.pth`);
    const script = join(projectRoot, 'tests', 'fixtures', 'torch_file.py');
    const { status, stderr } = spawnSync(python!, [script, layout, file], { input: JSON.stringify(state) });
    expect(status, String(stderr)).toBe(0);
    return file;
  };
  const convert = async (file: string): Promise<string> => {
    const out = join(dir, 'model.safetensors');
    await promisify(execFile)(python!, [join(projectRoot, 'scripts', 'setup', 'convert_resnet.py'), file, out]);
    return out;
  };

  it.each(['old', 'zip'])('in the %s layout become kernels with their normalisation folded in', async (layout) => {
    const state = smallState();
    const { tensors, metadata } = await readSafetensors(await convert(write(layout, state)), 'engine-unavailable');
    expect(metadata).toMatchObject({ source: `${layout}.pth`, licence: 'BSD-3-Clause' });
    expect(Object.keys(tensors)).toHaveLength(2 * (1 + 3 * 4));
    for (const [name, [convolution, norm]] of Object.entries(sources)) {
      const wanted = folded(state, convolution, norm);
      const { shape, data } = tensors[`${name}.kernel`]!;
      const [outputs, inputs, height, width] = state[`${convolution}.weight`]!.shape;
      expect(shape, name).toEqual([height, width, inputs, outputs]);
      wanted.kernel.forEach((value, i) => expect(data[i], `${name} ${i}`).toBeCloseTo(value, 5));
      wanted.bias.forEach((value, i) => expect(tensors[`${name}.bias`]!.data[i], name).toBeCloseTo(value, 5));
    }
  });

  it('cut short, or of names that no weights need, are refused', async () => {
    const file = write('old', smallState());
    writeFileSync(file, readFileSync(file).subarray(0, -8));
    await expect(convert(file)).rejects.toThrow('ends early');
    writeFileSync(file, Buffer.from("cos\nsystem\n(S'true'\ntR."));
    await expect(convert(file)).rejects.toThrow('unexpected name');
  });

  it('come by set-up where they are asked for, or lie in the folder given, and only with the checksum that their name begins', async () => {
    vi.stubEnv('FLAWSMITH_HOME', join(dir, 'home'));
    vi.stubEnv('PYTHON', python!);
    vi.resetModules();
    const { backbones, backboneSteps } = (await import(
      pathToFileURL(join(projectRoot, 'scripts/setup/weights.mjs')).href
    )) as {
      backbones(): { word: string; path: string; hub?: { file: string } }[];
      backboneSteps(context: object, perform: (step: Step) => Promise<void>, found: readonly object[]): Promise<void>;
    };
    interface Step {
      isDone(): Promise<boolean>;
      run(context: object): Promise<string>;
    }
    const wide = backbones().find(({ hub }) => hub)!;
    const steps: Step[] = [];
    const report = { line: () => undefined, failure: () => undefined, progress: () => undefined };
    const execute = async (command: string, args: string[]): Promise<{ code: number | null; output: string }> => {
      const { status, stderr } = spawnSync(command, args);
      return { code: status, output: String(stderr) };
    };
    const wheels = join(dir, 'wheels');
    const ask = async (options: object, sha256Begins: string): Promise<Step[]> => {
      steps.length = 0;
      const found = [{ ...wide, hub: { ...wide.hub!, sha256Begins } }];
      await backboneSteps({ options, report, execute }, async (step) => void steps.push(step), found);
      return [...steps];
    };
    expect(await ask({}, '')).toEqual([]);
    expect(await ask({ backbone: wide.word }, '')).toHaveLength(1);

    mkdirSync(wheels);
    const file = readFileSync(write('zip', smallState()));
    writeFileSync(join(wheels, wide.hub!.file), file);
    const digest = createHash('sha256').update(file).digest('hex');
    const context = { options: { wheels }, report, execute };
    const [wrong] = await ask({ wheels }, digest.startsWith('0') ? '1' : '0');
    await expect(wrong!.run(context)).rejects.toThrow('wrong checksum');
    const [step] = await ask({ wheels }, digest.slice(0, 8));
    expect(await step!.isDone()).toBe(false);
    expect(await step!.run(context)).toBe('converted');
    expect(await step!.isDone()).toBe(true);
    writeFileSync(wide.path, 'cut off');
    expect(await step!.isDone()).toBe(false);
  });
});
