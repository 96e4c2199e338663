import { Command } from 'commander';
import {
  CancelledError,
  type SerializedError,
  serializeError,
  throwIfCancelled,
  toFlawsmithError,
} from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import type { GuardedScorer } from '#scoring/guardedSession.ts';
import type { ImageFile } from '#scoring/imageFiles.ts';
import { type CommandContext, numberOption, perform, userPath } from '../command.ts';
import { type Output, exitCodes } from '../output.ts';

interface ScoreOptions {
  maps?: string;
  threads?: number;
  timeout?: number;
}

export function scoreCommand(): Command {
  return new Command('score')
    .description('score pictures with an exported package; loads no TensorFlow')
    .argument('<package>', 'folder of the exported package; refused where it does not verify')
    .argument('<path...>', 'pictures or folders of pictures, recursively')
    .option('--maps <dir>', 'write each map as float32 .npy [height, width]')
    .option('--threads <n>', 'threads of one inference; all cores where absent', numberOption(1, 1024))
    .option('--timeout <seconds>', 'time that one picture may take, 120 where absent', numberOption(0.1, 86_400, false))
    .action((dir: string, paths: string[], options: ScoreOptions, command: Command) =>
      perform(command, (context) => score(context, userPath(dir), paths.map(userPath), options)),
    );
}

async function score(
  { output, signal }: CommandContext,
  dir: string,
  paths: readonly string[],
  options: ScoreOptions,
): Promise<void> {
  const { openGuarded } = await import('#scoring/guardedSession.ts');
  const { listImageFiles } = await import('#scoring/imageFiles.ts');
  const { mapWriter } = await import('../mapFiles.ts');
  const scorer = await openGuarded(dir, { threads: options.threads, timeout: options.timeout, signal });
  for (const file of scorer.sideFiles) output.log(`Not part of the package, and not read: ${file}`);
  try {
    const { images, failures, others } = await listImageFiles(paths);
    for (const failure of failures) fail(output, failure);
    sayOthers(output, others);
    const saveMap = options.maps === undefined ? null : mapWriter(userPath(options.maps));
    for (const image of images) {
      throwIfCancelled(signal);
      await scoreOne(output, scorer, image, saveMap);
    }
  } finally {
    await scorer.close();
  }
}

function fail(output: Output, error: unknown, file?: string): void {
  output.failure(toFlawsmithError(error, file));
  process.exitCode = exitCodes.failure;
}

/** Files of a folder that no one takes for a picture. */
function sayOthers(output: Output, others: ReadonlyMap<string, number>): void {
  if (others.size === 0) return;
  const counted = [...others].map(([ending, n]) => `${n} ${ending || 'without ending'}`);
  output.log(`Left out, since they are no pictures by their ending: ${counted.join(', ')}`);
}

/** A row for every picture: its verdict, with what stands against its map where there is something, or why it has none. */
async function scoreOne(
  output: Output,
  scorer: GuardedScorer,
  { file, name }: ImageFile,
  saveMap: ((name: string, map: FloatMap) => Promise<string>) | null,
): Promise<void> {
  try {
    const { score: value, verdict, map, ms } = await scorer.score(file);
    const saved = saveMap && (await savedMap(saveMap, name, map));
    const row = { file, score: value, verdict, ms: Math.round(ms * 100) / 100, ...saved };
    const words = `${verdict.toUpperCase().padEnd(7)}${value.toFixed(4)}  ${ms.toFixed(0).padStart(5)} ms  ${file}`;
    output.row(row, saved && 'mapError' in saved ? `${words}\n  its map: ${saved.mapError.message}` : words);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    fail(output, error, file);
  }
}

/** A verdict stands whatever becomes of its map. */
async function savedMap(
  saveMap: (name: string, map: FloatMap) => Promise<string>,
  name: string,
  map: FloatMap,
): Promise<{ map: string } | { mapError: SerializedError }> {
  try {
    return { map: await saveMap(name, map) };
  } catch (error) {
    process.exitCode = exitCodes.failure;
    const { code, message, hint, file } = serializeError(error);
    return { mapError: { code, message, ...(hint && { hint }), ...(file && { file }) } };
  }
}
