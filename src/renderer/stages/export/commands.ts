/** How a package is used where it runs, without the studio. */
export const lineWays = ['python', 'node'] as const;
export type LineWay = (typeof lineWays)[number];

/** A path as one word of a shell; on Windows between double quotes, which no path there can hold. */
export function quotedPath(path: string): string {
  if (/^[\w./:\\-]+$/.test(path)) return path;
  return /^[A-Za-z]:\\|^\\\\/.test(path) ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Commands that set a client up and score pictures, as the package's README has them. @param pictures stands for their paths */
export function lineCommand(way: LineWay, dir: string, pictures: string): string {
  const folder = quotedPath(dir);
  const lines = {
    python: ['pip install onnxruntime pillow numpy', `cd ${folder}`, `python score.py ${pictures}`],
    node: [`cd ${folder}`, 'npm install --ignore-scripts onnxruntime-node sharp', `node score.mjs ${pictures}`],
  };
  return lines[way].join('\n');
}
