/** Where values lie along a slider: evenly, or (log) so that each step changes the value by about the same share. */
export interface RangeScale {
  /** Positions go from 0 to last. */
  last: number;
  /** Position of a value, fractional between two steps. */
  positionOf(value: number): number;
  valueAt(position: number): number;
  /** A value within the ends, on a step. */
  snap(value: number): number;
  /** A value as it stands in a field: in the unit that is shown. */
  text(value: number): string;
  /** The value on a step that a number in the shown unit means. */
  valueOf(shown: number): number;
}

const growth = 1.035;

/**
 * @param factor shown units for each unit of a value, such as mm for each pixel
 * @throws RangeError where the ends or the step cannot make a scale
 */
export function rangeScale(low: number, high: number, step: number, isLog: boolean, factor = 1): RangeScale {
  if (!(high > low && step > 0 && (!isLog || low > 0))) throw new RangeError(`no scale from ${low} to ${high}`);
  const decimals = decimalsOf(step);
  const snap = (value: number): number => {
    const steps = Math.round((value - low) / step);
    return Number(Math.min(Math.max(low + steps * step, low), high).toFixed(decimals));
  };
  const values = isLog ? growingValues(low, high, step, snap) : null;
  const last = values ? values.length - 1 : Math.round((high - low) / step);
  const shown = decimalsOf(step * factor);
  const text = (value: number): string => (value * factor).toFixed(shown);
  const valueOf = (number: number): number => snap(number / factor);
  if (!values)
    return {
      last,
      snap,
      text,
      valueOf,
      positionOf: (value) => (value - low) / step,
      valueAt: (at) => snap(low + at * step),
    };
  return {
    last,
    snap,
    text,
    valueOf,
    positionOf(value) {
      const after = values.findIndex((other) => other >= value);
      if (after <= 0) return after === 0 ? 0 : last;
      const from = values[after - 1]!;
      return after - 1 + (value - from) / (values[after]! - from);
    },
    valueAt: (at) => values[Math.min(Math.max(Math.round(at), 0), last)]!,
  };
}

function growingValues(low: number, high: number, step: number, snap: (value: number) => number): number[] {
  const values = [low];
  for (let value = low; value < high;) {
    value = Math.min(snap(Math.max(value + step, value * growth)), high);
    values.push(value);
  }
  return values;
}

function decimalsOf(step: number): number {
  return Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
}
