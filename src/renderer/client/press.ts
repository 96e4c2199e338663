let presses = 0;
let isHeld = false;
if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', () => [presses++, (isHeld = true)], { capture: true });
  const release = (): void => void (isHeld = false);
  window.addEventListener('pointerup', release, { capture: true });
  window.addEventListener('pointercancel', release, { capture: true });
  window.addEventListener('blur', release); // the window's own: what loses the focus within it releases nothing
}

/** Which press of the pointer is held now, counted from 1; null where none is. What happens in one press is one gesture. */
export const heldPress = (): number | null => (isHeld ? presses : null);
