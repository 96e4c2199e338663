import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Limits, Verdict } from '#shared/domain/limits.ts';
import { type Manifest, manifestSchema } from '#shared/domain/manifest.ts';
import { FlawsmithError, toFlawsmithError } from '#shared/errors.ts';
import { coverPhotograph } from '#shared/vision/photographMap.ts';
import type { FloatMap, Raster } from '#shared/vision/raster.ts';
import { sha256, sha256OfFile, writeFileSynced } from '#scoring/files.ts';
import { encodeNpy } from '#scoring/npy.ts';
import { openToReaders } from '#scoring/ownerOnly.ts';
import { manifestHashName, manifestName, modelName } from '#scoring/verify.ts';
import { type ShownGolden, certificateJson, certificateValues, fillTemplate, readmeValues } from './certificate.ts';
import { heatPicture } from './heatPicture.ts';
import { checkTarget, partialName, putInPlace, removeLeftovers, syncFile, syncFolder } from './folder.ts';
import type { ParityReport } from './parity.ts';
import type { ExportQuestions } from './questions.ts';
import type { TestFigures } from './testFigures.ts';

/** A picture that travels with the package, with what the exported model (onnxruntime) says about it. */
export interface GoldenImage {
  /** Any text; becomes part of the file name. */
  name: string;
  /** Pixels, or the bytes of a PNG file. */
  image: Raster | Uint8Array;
  score: number;
  verdict: Verdict;
  map: FloatMap;
}

export interface PackageContent {
  /** Folder to write: absent, empty, or an earlier package, which is replaced. */
  out: string;
  /** Path of the exported model. */
  model: string;
  manifest: Omit<Manifest, 'schema' | 'golden' | 'parity' | 'files' | 'limits'> & { limits: Limits };
  parity: ParityReport;
  /** Figures on test pictures, for the certificate; null where the run was not judged. */
  test: TestFigures | null;
  /** What was known against the run, for the certificate. */
  known: ExportQuestions;
  golden: readonly GoldenImage[];
  /** See Certified. */
  ownAreas?: number | undefined;
  /** Folder of the templates and clients; the project's own where absent. */
  resources?: string;
}

/** Programs that score with the package, and what they read pictures with. */
const clientFiles = [
  ...['score.py', 'score.mjs', 'reading/pictures.mjs'],
  ...['pictures', 'files', 'bitmaps'].map((name) => `reading/${name}.py`),
];

const ownResources = fileURLToPath(new URL('../../../../resources/package/', import.meta.url));

/**
 * Writes a package, whole or not at all: built beside the target, synced, renamed into place at the end.
 * @returns the manifest written
 * @throws FlawsmithError `not-writable` where `out` is a file or a folder holding anything but a package
 */
export async function writePackage(content: PackageContent): Promise<Manifest> {
  const out = resolve(content.out);
  await checkTarget(out);
  await removeLeftovers(out);
  const partial = partialName(out);
  try {
    await mkdir(join(partial, 'golden'), { recursive: true });
    const manifest = await fillFolder(partial, content);
    await openToReaders(partial);
    for (const dir of ['golden', 'reading', ''].map((name) => join(partial, name))) await syncFolder(dir);
    await putInPlace(partial, out);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw toFlawsmithError(error, error instanceof FlawsmithError ? undefined : out);
  }
}

async function fillFolder(dir: string, content: PackageContent): Promise<Manifest> {
  const { manifest: fields, parity } = content;
  const resources = content.resources ?? ownResources;
  const files: Record<string, string> = {};
  const add = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    await writeFileSynced(join(dir, path), bytes);
    files[path] = sha256(bytes);
  };
  const template = (name: string): Promise<string> => readFile(join(resources, name), 'utf8');

  await copyFile(content.model, join(dir, modelName));
  await syncFile(join(dir, modelName));
  files[modelName] = await sha256OfFile(join(dir, modelName));
  const golden = await addGolden(content.golden, add);
  await mkdir(join(dir, 'reading'), { recursive: true });
  for (const client of clientFiles) await add(client, await template(client));
  await add('README.md', fillTemplate(await template('README.md'), readmeValues(fields)));
  const shown = await Promise.all(content.golden.map((one, i) => showGolden(one, golden[i]!.file, fields)));
  const { test, known, ownAreas } = content;
  const certified = { parity, test, known, golden: shown, ownAreas, files: { ...files } };
  await add('certificate.json', certificateJson(fields, certified));
  const page = await template('certificate.html');
  await add('certificate.html', fillTemplate(page, certificateValues(fields, certified)));

  const manifest = manifestSchema.parse({ schema: 1, ...fields, golden, parity, files } satisfies Manifest);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFileSynced(join(dir, manifestName), text);
  await writeFileSynced(join(dir, manifestHashName), `${sha256(text)}  ${manifestName}\n`);
  return manifest;
}

async function addGolden(
  images: readonly GoldenImage[],
  add: (path: string, bytes: Uint8Array | string) => Promise<void>,
): Promise<Manifest['golden']> {
  const rows: Manifest['golden'] = [];
  for (const [i, { name, image, score, verdict, map }] of images.entries()) {
    const stem = `golden/${String(i + 1).padStart(2, '0')}-${safeName(name)}`;
    await add(`${stem}.png`, image instanceof Uint8Array ? image : await encodePng(image));
    await add(`${stem}.npy`, encodeNpy(map));
    rows.push({ file: `${stem}.png`, map: `${stem}.npy`, score, verdict });
  }
  return rows;
}

/** Longest side of a golden part in the certificate, px. */
const shownSide = 320;

async function showGolden(
  { image, map, score, verdict }: GoldenImage,
  file: string,
  { input, limits }: Pick<Manifest, 'input' | 'limits'>,
): Promise<ShownGolden> {
  const whole = coverPhotograph(map, input.roi);
  const picture = await heatPicture(await rasterOf(image), whole, { score, limits }, shownSide);
  return { name: file, score, verdict, jpeg: await picture.jpeg({ quality: 82 }).toBuffer() };
}

async function rasterOf(image: Raster | Uint8Array): Promise<Raster> {
  if (!(image instanceof Uint8Array)) return image;
  const { data, info } = await sharp(image)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Letters, digits, dot, dash and underscore only: safe on every file system. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return safe.slice(0, 60) || 'image';
}

function encodePng({ width, height, data }: Raster): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
