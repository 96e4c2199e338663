import { computed, ref } from 'vue';
import { type KindMark, kindMarks } from '#shared/domain/labeling.ts';

export interface KnownKinds {
  kinds: readonly string[];
  colours: Readonly<Record<string, number>>;
}

/**
 * The kinds of defects that can be painted, with the one in hand and what is hidden or locked.
 * @param known of the product, with the colours that a person gave them; @param layers kinds that are on the picture
 */
export function useKinds(known: () => KnownKinds, layers: () => readonly string[]) {
  const kind = ref('');
  /** In hand is where the part is, in place of a kind. */
  const isPart = ref(false);
  const hidden = ref(new Set<string>());
  const locked = ref(new Set<string>());
  const all = computed(() => {
    const kinds = new Set([...known().kinds, ...layers(), ...(kind.value ? [kind.value] : [])]);
    return kinds.size > 0 ? [...kinds] : ['defect'];
  });
  const marks = computed(() => kindMarks(all.value, known().colours));
  const markOf = (name: string): KindMark =>
    marks.value.find((mark) => mark.kind === name) ?? { kind: name, letter: '?', colour: 1 };
  return {
    ...{ kind, isPart, hidden, locked, all, marks, markOf },
    /** As #rrggbb. */
    colourOf: (name: string): string =>
      getComputedStyle(document.documentElement)
        .getPropertyValue(`--kind-${markOf(name).colour}`)
        .trim(),
    /** For another picture: a kind that is on it, else the one in hand. */
    begin: (marked: string | null | undefined): void =>
      void (kind.value = marked ?? (all.value.includes(kind.value) ? kind.value : all.value[0]!)),
    take(name: string): void {
      kind.value = name;
      isPart.value = false;
    },
    toggle(what: 'hidden' | 'locked', name: string): void {
      const { value } = what === 'hidden' ? hidden : locked;
      if (!value.delete(name)) value.add(name);
    },
  };
}
