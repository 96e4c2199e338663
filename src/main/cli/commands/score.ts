import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { throwIfCancelled, toFlawsmithError } from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { type CommandContext, numberOption, perform, userPath } from '../command.ts';
import { exitCodes } from '../output.ts';

interface ScoreOptions {
  maps?: string;
  threads?: number;
}

export function scoreCommand(): Command {
  return new Command('score')
    .description('score pictures with an exported package; loads no TensorFlow')
    .argument('<package>', 'folder of the exported package; refused where it does not verify')
    .argument('<path...>', 'pictures or folders of pictures, recursively')
    .option('--maps <dir>', 'write each map as float32 .npy [height, width]')
    .option('--threads <n>', 'threads of one inference; all cores where absent', numberOption(1, 1024))
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
  const { openPackage, scoreImage } = await import('#scoring/package.ts');
  const { listImageFiles } = await import('../imageFiles.ts');
  const scorer = await openPackage(dir, { threads: options.threads });
  const fail = (error: unknown, file?: string): void => {
    output.failure(toFlawsmithError(error, file));
    process.exitCode = exitCodes.failure;
  };
  try {
    const { images, failures } = await listImageFiles(paths);
    for (const failure of failures) fail(failure);
    const saveMap = options.maps === undefined ? null : await mapWriter(userPath(options.maps));
    for (const { file, name } of images) {
      throwIfCancelled(signal);
      try {
        const { score: value, verdict, map, ms } = await scoreImage(scorer, file);
        const saved = saveMap && { map: await saveMap(name, map) };
        const row = { file, score: value, verdict, ms: Math.round(ms * 100) / 100, ...saved };
        output.row(
          row,
          `${verdict.toUpperCase().padEnd(7)}${value.toFixed(4)}  ${ms.toFixed(0).padStart(5)} ms  ${file}`,
        );
      } catch (error) {
        fail(error, file);
      }
    }
  } finally {
    await scorer.close();
  }
}

/** Writes maps under `dir`, laid out like the pictures; two pictures of one name get a number. @returns the map's path */
async function mapWriter(dir: string): Promise<(name: string, map: FloatMap) => Promise<string>> {
  const { writeNpy } = await import('#scoring/npy.ts');
  const taken = new Set<string>();
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw toFlawsmithError(error, dir);
  }
  return async (name, map) => {
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name}-${n}`;
    taken.add(free.toLowerCase());
    const file = join(dir, `${free}.npy`);
    await mkdir(dirname(file), { recursive: true });
    await writeNpy(file, map);
    return file;
  };
}
