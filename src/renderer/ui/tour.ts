import { ref } from 'vue';

const key = 'flawsmith.tour';

/** True while the tour of the stages is shown. */
export const isTourOpen = ref(false);
/** True once it was taken, or turned down. */
export const isTourKnown = ref(localStorage.getItem(key) !== null);

export function showTour(): void {
  isTourOpen.value = true;
}

/** Ends the tour, or turns it down; it is not offered again, and stays in the palette. */
export function endTour(): void {
  isTourOpen.value = false;
  isTourKnown.value = true;
  localStorage.setItem(key, 'known');
}
