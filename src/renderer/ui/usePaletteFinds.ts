import { type ComputedRef, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { studio } from '../client/studio.ts';
import type { Command } from './commands.ts';
import { useLoad } from './useLoad.ts';

/** More than these are found by more letters. */
const mostFound = 8;
/** One letter is in nearly every file's name. */
const fewestLetters = 2;

type Found = Awaited<ReturnType<typeof findIn>>;

/** Pictures whose path holds what is typed, and all runs of the product. */
async function findIn(product: string, search: string, signal: AbortSignal) {
  const [pictures, runs] = await Promise.all([
    search.length < fewestLetters
      ? []
      : studio.dataset
          .images({ product, filter: { search }, order: 'name', offset: 0, limit: mostFound }, { signal })
          .then(({ rows }) => rows),
    studio.training.runs({ product }, { signal }),
  ]);
  return { product, search, pictures, runs: runs.reverse() };
}

/** Runs whose name or id holds each word; the run of a number that is typed comes first: 2 is run-0002 before run-0012. */
function matching(runs: Found['runs'], search: string): Found['runs'] {
  const words = search.split(/\s+/);
  const named = runs.filter(({ id, name }) =>
    words.every((word) => `${id} ${name ?? ''}`.toLocaleLowerCase().includes(word)),
  );
  const isMeant = (id: string): boolean => words.includes(String(Number(id.match(/\d+$/)?.[0])));
  return named.sort((a, b) => Number(isMeant(b.id)) - Number(isMeant(a.id))).slice(0, mostFound);
}

/**
 * What the palette finds in a product besides actions: pictures by file name, runs by name or number.
 * @param wanted what is typed; nothing is found for ''
 */
export function usePaletteFinds(product: () => string | null, wanted: () => string): ComputedRef<Command[]> {
  const { t } = useI18n();
  const router = useRouter();
  const search = computed(() => wanted().trim().toLocaleLowerCase());
  const { value } = useLoad(
    () => [product(), search.value],
    async (signal) => {
      const id = product();
      return id && search.value ? findIn(id, search.value, signal) : null;
    },
  );
  return computed(() => {
    if (!value.value || value.value.search !== search.value || value.value.product !== product()) return [];
    const { product: id, pictures, runs } = value.value;
    const go = (name: 'dataset' | 'training', query: Record<string, string>) => (): void =>
      void router.push({ name, params: { product: id }, query });
    return [
      ...matching(runs, search.value).map((run) => ({
        id: `run-${run.id}`,
        label: t('frame.palette.run', { run: run.name ? `${run.name} (${run.id})` : run.id }),
        run: go('training', { run: run.id }),
      })),
      ...pictures.map((picture) => ({
        id: `picture-${picture.id}`,
        label: t('frame.palette.picture', { file: picture.shown }),
        run: go('dataset', { picture: String(picture.id) }),
      })),
    ];
  });
}
