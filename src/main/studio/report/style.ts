/** Dark words on white, for paper as for the screen; colours of verdicts as everywhere (Okabe and Ito). */
export const style = `
:root { color-scheme: light; --line: #d4d4d4; --soft: #5c5c5c; --ok: #0072b2; --review: #b27a00; --ng: #d55e00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 10mm 8mm; color: #161616; background: #fff;
  font: 13px/1.45 'Segoe UI', -apple-system, Inter, 'Noto Sans', system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 24px; font-weight: 600; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 6px; padding-top: 10px; border-top: 2px solid #161616; font-size: 15px; font-weight: 600; }
h3 { margin: 12px 0 4px; font-size: 13px; font-weight: 600; }
p { margin: 0 0 6px; }
section { margin-top: 18px; }
header { padding-bottom: 8px; }
.run { margin: 2px 0 0; overflow-wrap: anywhere; }
.note { color: var(--soft); font-size: 12px; }
.headline { margin: 0 0 4px; font-size: 18px; font-weight: 600; overflow-wrap: anywhere; }
.next { font-size: 14px; }
ul { margin: 0 0 6px; padding-left: 18px; overflow-wrap: anywhere; }
.statement { font-size: 14px; }
.warning { margin: 6px 0; padding: 6px 10px; border-left: 4px solid #e69f00; background: #fff6e0; }
table { width: 100%; border-collapse: collapse; font-size: 12px; }
th, td { padding: 3px 8px 3px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; }
thead th { color: var(--soft); border-bottom-color: #161616; }
dl { margin: 0 0 8px; }
dl > div { display: grid; grid-template-columns: 36mm 1fr; gap: 8px; padding: 3px 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.lines { white-space: pre-line; }
code { font: 11px ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace; }
.histogram { display: block; width: 100%; height: auto; font-size: 11px; }
.histogram text { fill: #161616; }
.histogram .lane { text-anchor: end; }
.histogram .n, .histogram .tick { fill: var(--soft); }
.histogram .tick { text-anchor: middle; }
.axis { stroke: #9a9a9a; stroke-width: 1; }
.bar.good { fill: var(--ok); }
.bar.calibration { fill: #7ab3d3; }
.bar.bad { fill: var(--ng); }
.bar.forged { fill: url(#hatch); stroke: var(--ng); stroke-width: 0.75; }
.limit { stroke-width: 1.25; stroke-dasharray: 4 3; }
.limit.review { stroke: var(--review); }
.limit.ng { stroke: var(--ng); }
.histogram .mark.review { fill: var(--review); }
.histogram .mark.ng { fill: #a84a00; }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 10px 12px; }
figure { margin: 0; min-width: 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 3px; background: #f2f2f2; }
.pair > div { position: relative; }
.pair img { display: block; width: 100%; height: auto; }
.pair svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.pair path { fill: none; stroke: #fff; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.missing { grid-column: 1 / -1; margin: 0; padding: 16px; color: var(--soft); overflow-wrap: anywhere; }
figcaption { padding-top: 3px; font-size: 12px; overflow-wrap: anywhere; }
.verdict { padding: 0 5px; border-radius: 3px; color: #fff; }
.verdict.ok { background: var(--ok); }
.verdict.review { background: #e69f00; color: #000; }
.verdict.ng { background: var(--ng); color: #000; }
@page { size: A4; margin: 14mm; }
@media print {
  body { max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  figure, tr, li, dl > div, .histogram, .warning { break-inside: avoid; }
  h2, h3, .headline { break-after: avoid; }
}
`;
