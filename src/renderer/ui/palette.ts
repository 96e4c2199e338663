import { ref } from 'vue';

/** Whether the palette of commands is open; any page may open it. */
export const isPaletteOpen = ref(false);
