let presses = 0;
let isHeld = false;
if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', () => [presses++, (isHeld = true)], { capture: true });
  for (const end of ['pointerup', 'pointercancel', 'blur']) {
    window.addEventListener(end, () => (isHeld = false), { capture: true });
  }
}

/** Which press of the pointer is held now, counted from 1; null where none is. What happens in one press is one gesture. */
export const heldPress = (): number | null => (isHeld ? presses : null);
