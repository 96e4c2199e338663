import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../lib/child.mjs';
import { findNode24, nodePackage } from '../lib/node24.mjs';
import { setupDir, temporaryDir } from '../lib/paths.mjs';
import { addonStep } from './addon.mjs';
import { SetupFailure } from './failure.mjs';
import { chooseFlavour } from './gpu.mjs';
import { acquireLock } from './lock.mjs';
import { packagesStep } from './packages.mjs';
import { clearReady, markReady } from './ready.mjs';
import { createReport } from './report.mjs';
import { tensorflowStep } from './tensorflow.mjs';
import { backboneSteps, backbones } from './weights.mjs';

export const usage = `Options of the set-up:
  --wheels DIR   take the wheels named in resources/*.json from this folder (or FLAWSMITH_WHEELS=DIR)
  --backbone wide_resnet50_2
                 also fetch this frozen network, 138 MB, from its publisher's hub; for a card
  --cpu | --gpu  which TensorFlow; without either, the GPU's where an NVIDIA driver is found
`;

/**
 * Splits the set-up's own options from the rest; one that there is none of is said in a sentence and ends the process with 2.
 * @param {string[]} args
 * @param {Record<string, { type: 'string' | 'boolean' }>} more options of the program that is started afterwards
 * @returns {{ options: object, rest: string[] }}
 */
export function parseSetupOptions(args, more = {}) {
  const known = {
    wheels: { type: 'string', default: process.env.FLAWSMITH_WHEELS },
    backbone: { type: 'string' },
    cpu: { type: 'boolean' },
    gpu: { type: 'boolean' },
    help: { type: 'boolean' },
  };
  const { values, positionals } = parseOrEnd({ args, allowPositionals: true, options: { ...known, ...more } });
  if (values.wheels) values.wheels = resolve(values.wheels);
  if (values.backbone) requireKnown(values.backbone);
  return { options: values, rest: positionals };
}

function requireKnown(word) {
  const words = backbones().map((backbone) => backbone.word);
  if (words.includes(word)) return;
  process.stderr.write(`There is no backbone ${word}; there are ${words.join(', ')}.\n`);
  process.exit(2);
}

function parseOrEnd(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${error.message.split('. ')[0]}\n  Add --help for the options.\n`);
    process.exit(2);
  }
}

/**
 * Brings everything in place: packages, Node 24, TensorFlow, the addon, the weights. Steps that are done are skipped.
 * @param {{ wheels?: string, cpu?: boolean, gpu?: boolean, again?: boolean }} options `again`: what could be done without and
 * failed before is tried once more
 * @param {NodeJS.WriteStream} stream where the lines go
 * @returns {Promise<boolean>} false after a failure, which has been printed
 */
export async function setUp(options, stream = process.stdout) {
  const report = createReport(stream);
  const started = Date.now();
  let lock;
  try {
    requireWritable();
    lock = await acquireLock(report);
    await allSteps({ options, report, execute: executor(lock) });
    markReady();
    report.done('set-up', 'complete', started);
    return true;
  } catch (error) {
    if (!(error instanceof SetupFailure)) report.line(error.stack);
    else report.failure('set-up stopped', error);
    return false;
  } finally {
    lock?.release();
  }
}

function requireWritable() {
  try {
    mkdirSync(setupDir, { recursive: true });
    accessSync(setupDir, constants.W_OK);
  } catch (error) {
    throw new SetupFailure(`Cannot write to ${setupDir}: ${error.message}`, [
      'Make the folder writable, or set FLAWSMITH_HOME to one that is.',
    ]);
  }
}

/** Runs a child that ends with the set-up, however that ends, in a process group that the lock knows. */
function executor(lock) {
  return async (command, args, options = {}) => {
    const started = (child) => child.pid && lock.setChild(child.pid);
    const result = await run(command, args, { ...options, bound: true, started });
    lock.setChild(undefined);
    return result;
  };
}

async function allSteps(context) {
  rmSync(temporaryDir, { recursive: true, force: true });
  if (context.options.wheels && !existsSync(context.options.wheels)) {
    throw new SetupFailure(`There is no folder ${context.options.wheels}.`, ['Check the path after --wheels.']);
  }
  await perform(packagesStep, context);
  checkNode(context);
  await backendSteps(context);
  await backboneSteps(context, perform);
}

async function perform(step, context) {
  if (await step.isDone()) return context.report.skipped(step.title);
  clearReady();
  context.report.begin(step);
  const started = Date.now();
  const outcome = await step.run(context);
  context.report.done(step.title, outcome, started);
}

function checkNode({ report }) {
  const node = findNode24();
  if (node) return report.line(`Node ${node.version}: already there`);
  throw new SetupFailure(
    `npm installed no Node 24 for ${process.platform}-${process.arch} (${nodePackage ?? 'none pinned'}).`,
    ['Install Node 24 or later and run the set-up with it.'],
  );
}

/** The GPU's library where there is a driver; when that fails, the CPU's, with the reason kept for `doctor`. */
async function backendSteps(context) {
  const { flavour, reason } = await chooseFlavour(context.options);
  if (flavour === 'gpu') {
    try {
      await perform(tensorflowStep('gpu'), context);
      return await perform(addonStep, context);
    } catch (error) {
      if (!(error instanceof SetupFailure)) throw error;
      context.report.failure('TensorFlow for the GPU', error);
      context.report.line('Going on with the CPU library. `npm run setup -- --gpu` tries the GPU again.');
      await perform(tensorflowStep('cpu', error.message), context);
    }
  } else {
    await perform(tensorflowStep('cpu', reason), context);
  }
  await perform(addonStep, context);
}
