/** The tools in the order of the column, each with its key and icon on a 20 × 20 grid. */
export const labelTools = [
  { tool: 'select', key: 'v', icon: 'M5 3l10 7-4.6.8L8.5 15z' },
  { tool: 'brush', key: 'b', icon: 'M16 4L8 12l-1.5 4L3 17c1-.5 1-2.5 2-3.5S8 12 8 12' },
  { tool: 'eraser', key: 'e', icon: 'M8 16h9M3 12l8-8 5 5-7 7H7z' },
  { tool: 'polygon', key: 'p', icon: 'M4 6l7-3 6 6-4 8-8-2z' },
  { tool: 'box', key: 'r', icon: 'M3.5 5h13v10h-13z' },
  { tool: 'ellipse', key: 'l', icon: 'M3 10a7 5 0 1 0 14 0a7 5 0 1 0-14 0' },
  {
    tool: 'wand',
    key: 'w',
    icon: 'M4 16l8-8M13.5 3v3M12 4.5h3M16.5 8v2M15.5 9h2M8.5 3.5v2M7.5 4.5h2',
  },
  { tool: 'detector', key: 'd', icon: 'M10 3a7 7 0 1 0 .01 0M6.800 10.200l2.300 2.300 4.300-4.500' },
] as const;
export type LabelTool = (typeof labelTools)[number]['tool'];
