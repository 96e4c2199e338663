/**
 * Run lengths from COCO's text: six-bit groups with 48 added, five bits of value, the sixth says that more follow, and from the
 * third run on the difference from the run two before (`maskApi.c` of the COCO API).
 */
export function decodeCocoCounts(text: string): number[] {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    let code: number;
    do {
      code = text.charCodeAt(at++) - 48;
      value |= (code & 0x1f) << shift;
      shift += 5;
    } while ((code & 0x20) !== 0 && at < text.length && shift < 30);
    if ((code & 0x10) !== 0 && shift < 32) value |= -1 << shift;
    if (counts.length > 2) value += counts[counts.length - 2]!;
    counts.push(value);
  }
  return counts;
}
