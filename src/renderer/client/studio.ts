import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { type PreviewAsked, type StudioContract, serializedErrorSchema, seenUrl } from '#shared/contract/studio.ts';
import type { WrittenZones, Zones } from '#shared/domain/zones.ts';
import { CancelledError, FlawsmithError, type SerializedError, deserializeError } from '#shared/errors.ts';
import type { FloatMap } from '#shared/vision/raster.ts';
import { i18n } from '../i18n.ts';
import { type Preview, readPreview, shownIn } from './previewBody.ts';

/** Typed calls to the studio. Pass `{ signal }` to cancel one. */
export const studio: ContractRouterClient<StudioContract> = createORPCClient(
  new RPCLink({
    url: () => `${location.origin}/rpc`,
    fetch: (request, init) => fetch(request, { ...init, credentials: 'same-origin' }),
  }),
);

/** What a failed call means: a FlawsmithError with code and hint, or a CancelledError. */
export function explain(thrown: unknown): FlawsmithError | CancelledError {
  if (thrown instanceof FlawsmithError || thrown instanceof CancelledError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return new CancelledError();
  if (thrown instanceof ORPCError) {
    const known = serializedErrorSchema.safeParse(thrown.data);
    if (known.success) return deserializeError(known.data as SerializedError);
  }
  const { t } = i18n.global;
  if (isTurnedAway(thrown)) return new FlawsmithError('usage', t('frame.turnedOut'), { cause: thrown });
  if (isDisconnect(thrown)) {
    return new FlawsmithError('internal', t('frame.lostTitle'), { hint: t('frame.lostPage'), cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FlawsmithError('internal', message, { cause: thrown });
}

/** True where the studio did not answer at all; the browser's words are all that tells it from a fault of ours. */
export function isDisconnect(thrown: unknown): boolean {
  return thrown instanceof TypeError && /fetch|network/i.test(thrown.message);
}

/** True where the studio answered and does not know this page: it was started anew since the page was opened. */
export const isTurnedAway = (thrown: unknown): boolean => thrown instanceof ORPCError && thrown.status === 401;

/** The studio's answer to a request beside the typed calls. @throws FlawsmithError as the studio says; CancelledError by the signal */
async function answerTo(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw deserializeError((await response.json()) as SerializedError);
  return response;
}

const asJson = (body: unknown, signal: AbortSignal): RequestInit => ({
  ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
  ...{ body: JSON.stringify(body), signal },
});

/**
 * Forged pictures, the very bytes that training with this seed sees.
 * @param before an earlier answer: good parts and pictures that are in it are not sent again
 * @throws FlawsmithError; CancelledError by the signal
 */
export async function fetchPreview(request: PreviewAsked, signal: AbortSignal, before?: Preview): Promise<Preview> {
  const shown = shownIn(before);
  const asked: PreviewAsked = { ...request, known: [...shown.bases.keys()], shown: [...shown.items.keys()] };
  const response = await answerTo('/preview', asJson(asked, signal));
  return readPreview(await response.arrayBuffer(), shown);
}

/**
 * A picture as the detector sees it with zones that are drawn and not saved yet: PNG.
 * @throws FlawsmithError; CancelledError by the signal
 */
export async function fetchSeen(product: string, image: number, zones: Zones, signal: AbortSignal): Promise<Blob> {
  const written: WrittenZones = zones;
  return (await answerTo(seenUrl(product, image), asJson(written, signal))).blob();
}

/** Raw anomaly map 0–1 of an image. @throws FlawsmithError `not-found` where the run has no map of it */
export async function fetchMap(url: string, signal?: AbortSignal): Promise<FloatMap> {
  const response = await answerTo(url, { signal: signal ?? null });
  const [width, height] = ['x-map-width', 'x-map-height'].map((name) => Number(response.headers.get(name)));
  return { width: width!, height: height!, data: new Float32Array(await response.arrayBuffer()) };
}
