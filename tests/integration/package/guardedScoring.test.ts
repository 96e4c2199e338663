import { spawn, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { OnnxGraph } from '#engine/export/onnx/graph.ts';
import { CancelledError } from '#shared/errors.ts';
import { openGuarded } from '#scoring/guardedSession.ts';
import { openPackage, scoreImage } from '#scoring/package.ts';
import { verifyPackage } from '#scoring/verify.ts';
import { projectRoot } from '#studio/paths.ts';
import { writePackage } from '#studio/export/writePackage.ts';
import { fixtureContent, fixturePackage, greyRaster, withFolder } from '../../fixtures/package.ts';

const side = 2048;

/** A package whose model multiplies large matrices, or fills memory with them, and says 0. */
async function heavyPackage(folder: string, { rounds, copies }: { rounds: number; copies: number }): Promise<string> {
  const graph = new OnnxGraph('heavy');
  const image = graph.op('Cast', [graph.input('image', 'uint8', ['height', 'width', 3])], { to: 1 });
  const zero = graph.op('Mul', [graph.op('ReduceMean', [image], { keepdims: 0 }), graph.float32(0)]);
  const square = graph.op('Expand', [zero, graph.int64([side, side])]);
  let value = square;
  for (let i = 0; i < rounds; i++) value = graph.op('MatMul', [value, square]);
  if (copies > 0) value = graph.op('Tile', [square, graph.int64([copies, 1])]);
  const score = graph.op('ReduceMax', [value], { keepdims: 0 });
  graph.output('score', 'float32', [], score);
  graph.output('map', 'float32', [64, 96], graph.op('Expand', [score, graph.int64([64, 96])]));
  const content = await fixtureContent(folder);
  await writeFile(content.model, graph.serialize());
  await writePackage(content);
  return content.out;
}

async function writePicture(folder: string, level = 60): Promise<string> {
  const { width, height, data } = greyRaster(level);
  const file = join(folder, `${level}.png`);
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
  return file;
}

const slow = { rounds: 2000, copies: 0 };

describe('scoring in a process of its own', () => {
  it('says what scoring in this one says', () =>
    withFolder(async (folder) => {
      const dir = await fixturePackage(folder);
      const file = await writePicture(folder);
      const [guarded, plain] = [await openGuarded(dir, { threads: 1 }), await openPackage(dir, { threads: 1 })];
      const { score, verdict, map } = await scoreImage(plain, file);
      expect(await guarded.score(file)).toMatchObject({ score, verdict, map });
      expect(guarded.manifest).toEqual(plain.manifest);
      expect((await guarded.checkGolden()).ok).toBe(true);
      const none = join(folder, 'none.png');
      await expect(guarded.score(none)).rejects.toMatchObject({ code: 'not-found', file: none });
      expect((await guarded.score(file)).verdict).toBe('ok');
      await Promise.all([guarded.close(), plain.close()]);
      await expect(openGuarded(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'not-found' });
    }));

  it('refuses a sealed package whose model may read other files, as verifying does', () =>
    withFolder(async (folder) => {
      const content = await fixtureContent(folder);
      // a field more of the graph: an initializer whose weights lie elsewhere
      const beside = Uint8Array.of(0x3a, 4, 0x2a, 2, 0x70, 1);
      await writeFile(content.model, Buffer.concat([await readFile(content.model), beside]));
      await writePackage(content);
      const model = join(content.out, 'model.onnx');
      const { ok, problems } = await verifyPackage(content.out);
      expect([ok, problems]).toEqual([
        false,
        [{ kind: 'invalid', file: model, message: 'has weights outside its file' }],
      ]);
      for (const open of [openPackage, openGuarded])
        await expect(open(content.out)).rejects.toMatchObject({ code: 'package-damaged', file: model });
    }));

  it('leaves no process behind where the package is refused', () =>
    withFolder(async (folder) => {
      const program = join(folder, 'program.mjs');
      const session = join(projectRoot, 'src', 'main', 'scoring', 'guardedSession.ts');
      await writeFile(
        program,
        `const { openGuarded } = await import(${JSON.stringify(session)});
         await openGuarded(${JSON.stringify(folder)}).catch(({ code }) => console.log(code));`,
      );
      const { stdout, signal } = spawnSync(process.execPath, [program], { timeout: 240_000, encoding: 'utf8' });
      expect([stdout.trim(), signal]).toEqual(['package-damaged', null]);
    }));

  it('is stopped after its time, and goes on with the next picture', () =>
    withFolder(async (folder) => {
      const guarded = await openGuarded(await heavyPackage(folder, slow), { threads: 1, timeout: 8 });
      const file = await writePicture(folder);
      for (let i = 0; i < 2; i++) {
        await expect(guarded.score(file)).rejects.toMatchObject({
          ...{ code: 'scoring-stopped', file, message: expect.stringContaining('longer than 8 s') as string },
        });
      }
      await guarded.close();
    }));

  it('is stopped where it fills memory', () =>
    withFolder(async (folder) => {
      const dir = await heavyPackage(folder, { rounds: 0, copies: 200 });
      const guarded = await openGuarded(dir, { threads: 1, memoryBytes: 600 * 2 ** 20 });
      await expect(guarded.score(await writePicture(folder))).rejects.toMatchObject({
        ...{ code: 'scoring-stopped', message: expect.stringContaining('more memory') as string },
      });
      await guarded.close();
    }));

  it('ends at once where it is cancelled, whatever the model does', () =>
    withFolder(async (folder) => {
      const stop = new AbortController();
      const guarded = await openGuarded(await heavyPackage(folder, slow), { threads: 1, signal: stop.signal });
      const scored = guarded.score(await writePicture(folder));
      stop.abort();
      await expect(scored).rejects.toBeInstanceOf(CancelledError);
      await guarded.close();
    }));

  it.each(['SIGTERM', 'SIGINT'] as const)('ends the command by %s while the model computes', (signal) =>
    withFolder(async (folder) => {
      const dir = await heavyPackage(folder, slow);
      const cli = join(projectRoot, 'src', 'main', 'cli', 'index.ts');
      const picture = await writePicture(folder);
      const child = spawn(process.execPath, [cli, 'score', dir, picture, join(folder, 'none.png'), '--threads', '1']);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      let said = '';
      child.stderr.on('data', (text: Buffer) => (said += text.toString()));
      // the failure of the file that is not there is said before the first picture is scored
      await new Promise<void>((resolve) => child.stderr.on('data', () => said.includes('none.png') && resolve()));
      child.kill(signal);
      expect(await ended).toBe(130);
    }),
  );
});
