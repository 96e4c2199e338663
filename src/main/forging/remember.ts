/**
 * Keeps the values that were used last and makes the others again.
 * @param make the value of a number
 * @param most values kept at a time
 */
export function remember<T>(make: (index: number) => T, most: number): (index: number) => T {
  const kept = new Map<number, T>();
  return (index) => {
    const value = kept.get(index) ?? make(index);
    kept.delete(index);
    kept.set(index, value);
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return value;
  };
}
