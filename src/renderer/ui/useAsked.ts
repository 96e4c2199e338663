import { watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** Does once what the page's address asks for (`?picture=12`), at the start and later, and takes it out of the address. */
export function useAsked(name: string, show: (value: string) => void): void {
  const route = useRoute();
  const router = useRouter();
  watch(
    () => route.query[name],
    (value) => {
      if (typeof value !== 'string') return;
      void router.replace({ query: { ...route.query, [name]: undefined } });
      show(value);
    },
    { immediate: true },
  );
}
