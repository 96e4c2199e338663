const tie = 'At a tie both sides give the same.';
const allowance = 'The allowance for rounding is arbitrary: nothing ends just there.';
const cache = 'A cache of computed values: without it the same come out.';
const bisection = 'The interval is down to neighbouring floats before; going on halves nothing.';

/** Of limits in src/shared/vision, by file: the line, what stands in its place, the reason. */
export const limits = {
  'oddPart.ts': [
    [
      'const { acceptLimit: limitWithout } = learnLimits(others, { basis: learned.basis });',
      '{}',
      'The basis is passed through and not looked at here.',
    ],
  ],
  'betaDistribution.ts': [
    ['if (x < 0.5) return logGamma(x + 1) - Math.log(x);', 'x <= 0.5', tie],
    ['for (let m = 1; m <= 100_000; m++) {', 'm < 100_000', 'The fraction has converged long before.'],
    ['if (x <= 0) return 0;', 'x < 0', 'At 0 the formula gives 0 too.'],
    ['if (x >= 1) return 1;', 'x > 1', 'At 1 the formula gives 1 too.'],
    [
      'if (x < (a + 1) / (a + b + 2)) return (Math.exp(logFront) * betaFraction(x, a, b)) / a;',
      'x <= (a + 1) / (a + b + 2)',
      tie,
    ],
    ['for (let i = 0; i < 200; i++) {', 'i <= 200', bisection],
    ['for (let i = 0; i < 200; i++) {', 'i--', bisection],
    ['if (middle === low || middle === high) break;', 'false', bisection],
    ['if (middle === low || middle === high) break;', 'middle === low && middle === high', bisection],
  ],
  'limits.ts': [
    ['const low = sum <= 1e-9 ? 0 : betaQuantile(0.025, sum, n - sum + 1);', 'sum < 1e-9', allowance],
    ['const high = sum >= n - 1e-9 ? 1 : betaQuantile(0.975, sum + 1, n - sum);', 'sum > n - 1e-9', allowance],
    ['const isRare = (above + 1) / (n + 1) <= share + 1e-9;', '(above + 1) / (n + 1) < share + 1e-9', allowance],
    [
      'if (!isRare && (isReached || above + picture.weight > mostAbove + 1e-9)) break;',
      'above + picture.weight >= mostAbove + 1e-9',
      allowance,
    ],
    [
      'for (let i = 0; i < tail; i++) excess += sorted[i]! - sorted[tail]!;',
      'i <= tail',
      'The value at the end of the tail exceeds itself by nothing.',
    ],
  ],
  'newDay.ts': [
    ['if (known !== undefined) return known;', 'false', cache],
    ['tQuantiles.set(key, t);', ';', cache],
    ['probability === 0.5', 'false', 'The sign of nothing is nothing.'],
    ['const low = least < 1e-9 ? 0 : betaQuantile(1 - sureness, least, n - least + 1);', 'least <= 1e-9', allowance],
    [
      'const high = largest > n - 1e-9 ? 1 : betaQuantile(sureness, largest + 1, n - largest);',
      'largest >= n - 1e-9',
      allowance,
    ],
  ],
};
