import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { decodeImage } from '#scoring/decode.ts';
import { describedSide } from '#shared/domain/descriptors.ts';
import { squareOf } from '#shared/domain/pictures.ts';
import { type RecordingRow, findRecordings, ownPart } from '#shared/domain/recordings.ts';
import { createRandom } from '#shared/vision/random.ts';
import type { Raster } from '#shared/vision/raster.ts';
import { resizeToRaster } from '#shared/vision/resize.ts';
import { differenceHash } from '#studio/dataset/fingerprint.ts';
import { readSessions } from '#studio/dataset/sessions.ts';
import { type EngineClient, startEngine } from '#studio/engineClient.ts';
import { backboneFile, projectRoot } from '#studio/paths.ts';
import { fadedPart, frameOf, nextPlace } from '../tests/fixtures/frames.ts';

/**
 * Near-copies told on real sets of single parts, which must not be joined, and on recordings made of their parts, which must
 * be: a table for docs/results.md. `node scripts/with-node.mjs benchmarks/recordings.ts [DATA-ROOT]`
 */
const root = process.argv[2] ?? join(projectRoot, '..', 'shared', 'data');
const sets = ['magnetic_tile', 'ball_screw', 'bottle', 'cookie', 'screw', 'toy_alien'];

interface Picture {
  name: string;
  /** What the picture truly shows. */
  part: string;
  raster: Raster;
}
type Make = (files: string[]) => AsyncGenerator<Picture>;

/** The part that a picture shows, where the set's sessions.csv names it; else each shows its own. */
async function partsOf(files: readonly string[]): Promise<(file: string) => string> {
  const csv = join(dirname(files[0]!), '..', '..', 'sessions.csv');
  const named = existsSync(csv) ? await readSessions(csv) : null;
  return (file) => named?.get(`train/good/${basename(file)}`)?.part ?? file;
}

const load = async (file: string): Promise<Raster> => (await decodeImage(file)).raster;
const number = (n: number): string => String(n).padStart(4, '0');

/** Frames of some parts, one recording after the other. */
async function* recordings(files: string[], parts: number, count: number, isStill: boolean): AsyncGenerator<Picture> {
  for (let part = 0; part < parts; part++) {
    const raster = await load(files[(Math.floor((part * files.length) / parts) + part) % files.length]!);
    const random = createRandom(part, 5);
    let place = { x: 0, y: 0 };
    for (let frame = 0; frame < count; frame++) {
      const name = `${number(part)}-${number(frame)}.png`;
      yield { name, part: String(part), raster: frameOf(raster, place, random) };
      place = nextPlace(place, random, isStill ? 0 : 3);
    }
  }
}

const makers: Record<string, Make> = {
  async *'as they are'(files) {
    const parts = await partsOf(files);
    for (const file of files) yield { name: basename(file), part: parts(file), raster: await load(file) };
  },
  async *'light drifts'(files) {
    const some = files.slice(0, 100);
    const parts = await partsOf(files);
    for (const [i, file] of some.entries()) {
      yield {
        name: basename(file),
        part: parts(file),
        raster: fadedPart(await load(file), 0.7 + (0.5 * i) / some.length),
      };
    }
  },
  '10 recordings × 12': (files) => recordings(files, 10, 12, false),
  '3 recordings × 40': (files) => recordings(files, 3, 40, false),
  '3 still recordings × 20': (files) => recordings(files, 3, 20, true),
  '1 recording × 60': (files) => recordings(files, 1, 60, false),
  '1 still recording × 40': (files) => recordings(files, 1, 40, true),
  async *'20 parts, then 1 recording × 20'(files) {
    for (const file of files.slice(1, 21)) yield { name: `a-${basename(file)}`, part: file, raster: await load(file) };
    for await (const frame of recordings(files, 1, 20, false)) yield { ...frame, name: `b-${frame.name}` };
  },
};

async function describe(engine: EngineClient, dir: string, pictures: AsyncGenerator<Picture>) {
  const rows: (RecordingRow & { truth: string })[] = [];
  const images = [];
  for await (const { name, part, raster } of pictures) {
    const id = rows.length;
    const hash = number(id).repeat(8);
    const pixels = join(dir, `${id}.rgb`);
    const region = { left: 0, top: 0, width: raster.width, height: raster.height };
    await writeFile(pixels, resizeToRaster(raster, region, squareOf(describedSide)).data);
    images.push({ id: String(id), pixels, session: 's', part });
    const row = { id, file: name, hash, session: 's', part: ownPart(hash), truth: part };
    rows.push({ ...row, fingerprint: differenceHash(raster), descriptor: null });
  }
  const { rows: described } = await engine.describePictures({ backboneFile, images });
  return rows.map((row, i) => ({ ...row, descriptor: Float32Array.from(described[i]!.values) }));
}

/** So many pictures in so many groups, so many of which hold more than one part. */
function told(rows: readonly (RecordingRow & { truth: string })[]): string {
  const names = findRecordings(rows);
  const groups = [
    ...Map.groupBy(
      rows.filter(({ id }) => names.has(id)),
      ({ id }) => names.get(id),
    ).values(),
  ];
  const mixed = groups.filter((group) => new Set(group.map(({ truth }) => truth)).size > 1).length;
  const units = rows.length - names.size + groups.length;
  return `${units} (${groups.length} of ${names.size}${mixed > 0 ? `, ${mixed} mixed` : ''})`;
}

const engine = await startEngine();
const dir = await mkdtemp(join(tmpdir(), 'flawsmith-recordings-'));
try {
  process.stdout.write(
    '| data | pictures | parts | parts told with features | by fingerprint alone |\n| --- | --- | --- | --- | --- |\n',
  );
  for (const set of sets) {
    const folder = join(root, set, 'train', 'good');
    if (!existsSync(folder)) continue;
    const names = (await readdir(folder)).sort(new Intl.Collator('en', { numeric: true }).compare);
    for (const [what, make] of Object.entries(makers)) {
      await mkdir(dir, { recursive: true });
      const rows = await describe(engine, dir, make(names.map((name) => join(folder, name))));
      const bare = rows.map((row) => ({ ...row, descriptor: null }));
      const parts = new Set(rows.map(({ truth }) => truth)).size;
      process.stdout.write(`| ${set}, ${what} | ${rows.length} | ${parts} | ${told(rows)} | ${told(bare)} |\n`);
    }
  }
} finally {
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
}
