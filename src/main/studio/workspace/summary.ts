import type { Job, ProductSummary, StageWord } from '#shared/contract/studio.ts';
import { defaultPriorSet } from '#shared/domain/priors.ts';
import { type RunRecord, hasStoppedEarly } from '#shared/domain/runs.ts';
import type { Stale, StaleCode } from '#shared/domain/staleness.ts';
import { type SerializedError, serializeError } from '#shared/errors.ts';
import { mmPerPixel } from '../dataset/pixelSize.ts';
import { type Product, damagesOf } from '../product.ts';
import { countImages, findFace } from '../store/images.ts';
import { releaseInForce } from '../export/releases.ts';
import { listPriorSets } from '../store/records.ts';
import { listRuns } from '../store/runs.ts';
import { staleOfEvaluation, staleOfRelease, staleOfRun } from '../staleness.ts';

type Stages = ProductSummary['stages'];

const none = { state: 'none', word: '' } as const;
const emptyStages: Stages = { dataset: none, synthesis: none, training: none, evaluation: none, export: none };

/** What the workspace knows of a product beside its store. */
interface Seen {
  /** Stages that it comes to by itself. */
  expected?: readonly StageWord[] | undefined;
  /** Pictures whose file was not there when it was last looked for. */
  missing?: number | undefined;
}

/** A product as the home page and the rail show it: each stage with its state in a word. */
export function summarize(
  id: string,
  product: Product,
  openedAt: string,
  jobs: readonly Job[],
  { expected = [], missing = 0 }: Seen = {},
): ProductSummary {
  const counts = countImages(product.db);
  const images = counts.reduce((sum, row) => sum + row.count, 0);
  const normals = counts.filter(({ label }) => label === 'normal').reduce((sum, row) => sum + row.count, 0);
  return {
    id,
    name: product.name,
    dir: product.dir,
    isSample: product.name.includes('(sample)'),
    images,
    normals,
    face: findFace(product.db),
    mmPerPixel: mmPerPixel(product.db),
    openedAt,
    problem: null,
    damaged: damagesOf(product).map((error) => serializeError(error) as NonNullable<ProductSummary['problem']>),
    stages: withExpected(
      stagesOf(
        product,
        { normals, missing },
        jobs.filter((job) => job.product === id && job.state === 'running'),
      ),
      expected,
    ),
  };
}

/** Stages that will be done by themselves need nobody. */
function withExpected(stages: Stages, expected: readonly StageWord[]): Stages {
  const follow = expected.filter((stage) => ['none', 'need'].includes(stages[stage].state));
  return { ...stages, ...Object.fromEntries(follow.map((stage) => [stage, { state: 'none', word: 'follows' }])) };
}

/** A remembered product that cannot be opened now. */
export function unopened(
  id: string,
  dir: string,
  name: string,
  openedAt: string,
  problem: SerializedError | null,
): ProductSummary {
  return {
    id,
    name,
    dir,
    isSample: false,
    images: 0,
    normals: 0,
    face: null,
    mmPerPixel: null,
    openedAt,
    problem: problem as ProductSummary['problem'],
    stages: emptyStages,
  };
}

type DatasetCounts = { normals: number; missing: number };

function stagesOf(product: Product, { normals, missing }: DatasetCounts, running: readonly Job[]): Stages {
  const share = (kind: Job['kind']): string | null => {
    const job = running.find((candidate) => candidate.kind === kind);
    if (!job) return null;
    const share = job.share ?? (job.total > 0 ? job.done / job.total : null);
    return share === null ? '…' : `${Math.round(100 * share)} %`;
  };
  const runs = listRuns(product.db);
  const trained = runs.findLast(({ state }) => state === 'trained');
  return {
    dataset: doingOr(share('import') ?? share('sample') ?? share('find'), datasetStage(normals, missing)),
    synthesis: normals < 2 ? none : done(priorWord(product)),
    training: doingOr(share('train'), trainingStage(product, normals, trained, runs.at(-1))),
    evaluation: doingOr(share('evaluate'), trained ? evaluationStage(product, trained) : none),
    export: doingOr(share('export'), trained ? exportStage(product, trained) : none),
  };
}

function datasetStage(normals: number, missing: number): Stages['dataset'] {
  if (missing > 0) return need(`${missing} missing`);
  return normals >= 2 ? done(`${normals} good`) : need('add parts');
}

function trainingStage(
  product: Product,
  normals: number,
  trained: RunRecord | undefined,
  last: RunRecord | undefined,
): Stages['training'] {
  if (last?.state === 'interrupted') return need('interrupted');
  if (last?.state === 'paused') return need('paused');
  if (last?.state === 'failed') return { state: 'failed', word: 'failed' };
  if (!trained) return normals >= 2 ? need('to train') : none;
  if (hasStoppedEarly(trained)) return need('stopped early');
  return doneUnless(staleOfRun(product, trained), shortRun(trained.id));
}

function evaluationStage(product: Product, trained: RunRecord): Stages['evaluation'] {
  const stale = staleOfEvaluation(product, trained);
  return stale ? doneUnless(stale, shortRun(trained.id)) : need('to evaluate');
}

function exportStage(product: Product, trained: RunRecord): Stages['export'] {
  const released = releaseInForce(product);
  if (released?.['run'] !== trained.id) return need('to export');
  return doneUnless(staleOfRelease(product, released, trained), `release ${released.number}`);
}

/** What is out of date needs a person, and says in a word why. */
function doneUnless(stale: Stale[], word: string): Stages['dataset'] {
  const [first] = stale;
  return first ? { ...need(staleWords[first.code]), stale } : done(word);
}

const staleWords: Readonly<Record<StaleCode, string>> = {
  partsAdded: 'parts changed',
  partsGone: 'parts changed',
  labelsChanged: 'labels changed',
  defectsGiven: 'defects given',
  defectsTaken: 'defects taken',
  splitChanged: 'split changed',
  sessionsChanged: 'split changed',
  regionChanged: 'region changed',
  zonesChanged: 'other zones',
  foregroundsChanged: 'parts corrected',
  priorsChanged: 'recipe changed',
  testAdded: 'test changed',
  testGone: 'test changed',
  masksChanged: 'masks changed',
  heldOutChanged: 'parts changed',
  limitsMoved: 'limits moved',
};

function priorWord(product: Product): string {
  return listPriorSets(product.db).at(-1)?.name ?? defaultPriorSet.name;
}

const done = (word: string) => ({ state: 'done' as const, word });
const need = (word: string) => ({ state: 'need' as const, word });
const doingOr = (word: string | null, otherwise: Stages['dataset']) =>
  word === null ? otherwise : { state: 'doing' as const, word };
const shortRun = (id: string): string => `run ${Number(id.slice(4))}`;
