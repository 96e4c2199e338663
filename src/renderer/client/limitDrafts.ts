import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import { z } from 'zod';

/** Limits of a run as a person moved them and did not save them yet. */
const draftSchema = z.object({
  run: z.string(),
  acceptLimit: z.number(),
  rejectLimit: z.number(),
  /** What was saved when they were moved: once that is something else the draft is of no more use. */
  saved: z.object({ acceptLimit: z.number(), rejectLimit: z.number() }),
});
export type LimitDraft = z.infer<typeof draftSchema>;

const key = 'flawsmith.limits';

/** Moved limits that are not saved, by product: they outlive the page that they were moved on, and the window. */
export const useLimitDrafts = defineStore('limitDrafts', () => {
  const drafts = ref<Record<string, LimitDraft>>(stored());
  watch(drafts, (now) => localStorage.setItem(key, JSON.stringify(now)), { deep: true });
  function keep(product: string, draft: LimitDraft | null): void {
    const others = Object.entries(drafts.value).filter(([one]) => one !== product);
    drafts.value = Object.fromEntries(draft ? [...others, [product, draft]] : others);
  }
  return { drafts, keep };
});

/** What an earlier window left; nothing where it is not of today's form. */
function stored(): Record<string, LimitDraft> {
  const text = localStorage.getItem(key);
  if (text === null) return {};
  try {
    return z.record(z.string(), draftSchema).parse(JSON.parse(text));
  } catch (error) {
    console.info('The unsaved limits of an earlier window cannot be read.', error);
    return {};
  }
}
