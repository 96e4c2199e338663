/** Dot-matrix glyphs, 5 × 7, one string a row. */
const glyphs: Readonly<Record<string, readonly string[]>> = {
  F: ['#####', '#....', '#....', '####.', '#....', '#....', '#....'],
  R: ['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'],
  '-': ['.....', '.....', '.....', '.###.', '.....', '.....', '.....'],
  '3': ['####.', '....#', '....#', '.###.', '....#', '....#', '####.'],
  '2': ['.###.', '#...#', '....#', '...#.', '..#..', '.#...', '#####'],
};

/** Centres of the mark's dots in the part's own frame, in units: written along the lower edge, between two bolt holes. */
export function markDots(): { x: number; y: number }[] {
  const text = 'FR-32';
  const pitch = 2.7;
  const radius = 172;
  const dots: { x: number; y: number }[] = [];
  [...text].forEach((letter, place) => {
    glyphs[letter]!.forEach((line, row) => {
      [...line].forEach((dot, column) => {
        if (dot !== '#') return;
        const along = ((place - (text.length - 1) / 2) * 6.6 + column - 2) * pitch;
        const angle = Math.PI / 2 - along / radius;
        const out = radius + (row - 3) * pitch;
        dots.push({ x: Math.cos(angle) * out, y: Math.sin(angle) * out });
      });
    });
  });
  return dots;
}
