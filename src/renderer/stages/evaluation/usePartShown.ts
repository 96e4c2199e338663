import { type Ref, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { type Report, forgedUrl, pictureUrl } from '#shared/contract/studio.ts';
import { verdictOf } from '#shared/domain/limits.ts';
import { shapeText } from '#shared/domain/pictures.ts';
import { clearBelowOf, contour } from '#shared/vision/heatmap.ts';
import { pathOf } from '../../canvas/pixels.ts';
import { useLengths } from '../../ui/useLengths.ts';
import { type Entry, addressesOf } from './entries.ts';
import { markedExtent, photographPixel, regionOf } from './geometry.ts';
import type { TwoLimits } from './judge.ts';
import { useHeat } from './useHeat.ts';
import { type PartLayers, usePartLayers } from './usePartLayers.ts';
import { type LoadedMask, usePartPictures } from './usePartPictures.ts';

/** What lies over the photograph. */
export type PartView = 'heatmap' | 'mask' | 'photo';

/** How a person looks at a part. */
interface Look {
  view: Ref<PartView>;
  /** Of the heatmap, 0–1. */
  opacity: Ref<number>;
  /** What is not judged is dimmed. */
  isShaded: Ref<boolean>;
}

type Part = Readonly<{ product: string; report: Report; entry: Entry }>;

/**
 * One part drawn into `host` layer by layer as its pictures come, and what is to be said of it.
 * @param part the part, the report that it stands in, and the limits as they are drawn
 */
export function usePartShown(
  part: Part & Readonly<{ limits: TwoLimits }>,
  { view, opacity, isShaded }: Look,
  host: Ref<HTMLElement | null>,
) {
  const addresses = computed(() => addressesOf(part.product, part.report, part.entry));
  const image = computed(() => part.entry.image!);
  const region = computed(() => regionOf(image.value, part.report.view?.roi));
  const verdict = computed(() => verdictOf(part.entry.score, part.limits));
  const hasMask = computed(() => part.entry.number !== null || image.value.hasMask);
  const { working, photograph, mask, cutout, failed } = usePartPictures(() => ({
    working: addresses.value.picture,
    photograph: pictureUrl(part.product, image.value.id, 'full'),
    mask: view.value === 'photo' ? null : maskUrlOf(part),
    cutout: addresses.value.cutout,
  }));
  const { heat, error } = useHeat(() => ({
    map: addresses.value.map,
    score: part.entry.score,
    version: part.report.evaluatedAt,
    clearBelow: clearBelowOf(part.report.limits.learned.acceptLimit),
  }));
  /** Only where the part's own score reaches the limit, so that map and verdict never contradict each other. */
  const line = computed(() =>
    heat.value && view.value === 'heatmap' && verdict.value !== 'ok'
      ? pathOf(contour(heat.value.map, part.limits.acceptLimit))
      : null,
  );
  const whole = computed(() => ({ left: 0, top: 0, width: image.value.width, height: image.value.height }));
  const layers = computed<PartLayers>(() => ({
    key: part.entry.key,
    sides: image.value,
    region: region.value,
    working: working.value,
    photograph: photograph.value,
    cutout: cutout.value,
    isForged: part.entry.number !== null,
    heat: view.value === 'heatmap' && (working.value || photograph.value) ? (heat.value?.canvas ?? null) : null,
    opacity: opacity.value,
    mask: mask.value && { ...mask.value, over: part.entry.number !== null ? region.value : whole.value },
    contour: line.value,
    contourShape: heat.value?.map ?? { width: 1, height: 1 },
    judged: part.report.judged?.outline ?? [],
    isShaded: isShaded.value,
  }));
  const stage = usePartLayers(host, () => layers.value);
  const spot = computed(() =>
    heat.value && view.value === 'heatmap' ? photographPixel(heat.value.spot, heat.value.map, region.value) : null,
  );
  const marked = computed(() =>
    heat.value && line.value !== null
      ? markedExtent(heat.value.map, heat.value.spot, part.limits.acceptLimit, region.value)
      : null,
  );
  const notes = usePartNotes(part, { spot, marked, mask, cutout, failed, map: () => addresses.value.map });
  const unjudged = computed(() => Math.round(100 * (1 - (part.report.judged?.share ?? 1))));

  return { image, verdict, hasMask, error, stage, notes, unjudged };
}

function maskUrlOf({ product, report, entry }: Part): string | null {
  if (entry.number !== null) return forgedUrl(product, report.run, entry.number, 'mask', report.evaluatedAt);
  return entry.image!.hasMask ? pictureUrl(product, entry.image!.id, 'mask') : null;
}

/** What of a part's pictures is here. */
interface Here {
  /** The hottest place, px of the photograph. */
  spot: Ref<{ x: number; y: number } | null>;
  /** Longest extent of what is marked round it, px of the photograph; null where nothing is. */
  marked: Ref<number | null>;
  mask: Ref<LoadedMask | null>;
  cutout: Ref<HTMLImageElement | null>;
  failed: Ref<readonly string[]>;
  map: () => string | null;
}

function usePartNotes(part: Part, { spot, marked, mask, cutout, failed, map }: Here) {
  const { t } = useI18n();
  const lengths = useLengths(() => part.product);
  /** At which sizes a forged defect was judged and is drawn here, where the two differ. */
  const sharpness = computed(() => {
    const judged = part.report.view?.picture;
    if (!cutout.value || !judged || cutout.value.naturalWidth === judged.width) return '';
    const { naturalWidth: width, naturalHeight: height } = cutout.value;
    return t('evaluation.drawnSharper', { judged: shapeText(judged), drawn: shapeText({ width, height }) });
  });
  /** Where it is hottest, and how long what is marked there is. */
  function spotWords(isShort: boolean): string[] {
    if (!spot.value) return [];
    const { length, place, short } = lengths;
    const extent = marked.value === null ? null : Math.round(marked.value);
    return [
      t('evaluation.hotSpot', { place: place(spot.value.x, spot.value.y, isShort) }),
      ...(extent === null ? [] : [t('evaluation.markedLength', { length: (isShort ? short : length)(extent) })]),
    ];
  }
  const others = computed(() => [
    ...(mask.value ? [t(part.entry.number === null ? 'evaluation.maskOutlined' : 'evaluation.forgedOutlined')] : []),
    ...(sharpness.value ? [sharpness.value] : []),
    ...(failed.value.includes('mask') ? [t('evaluation.noMask')] : []),
    ...(failed.value.includes('working') ? [t('evaluation.noPicture')] : []),
    ...(map() === null ? [t('evaluation.noMap')] : []),
  ]);
  /** What is to be said of the part; `isShort` without the pixels where there are mm. */
  return (isShort: boolean): string => [...spotWords(isShort), ...others.value].join(' · ');
}
