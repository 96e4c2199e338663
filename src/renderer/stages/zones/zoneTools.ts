export const zoneTools = ['select', 'roi', 'inspect', 'ignore', 'brush', 'eraser', 'measure'] as const;
export type ZoneTool = (typeof zoneTools)[number];

/** The key of each tool. */
export const toolKeys: Readonly<Record<ZoneTool, string>> = {
  ...{ select: 'v', roi: 'r', inspect: 'p', ignore: 'i' },
  ...{ brush: 'b', eraser: 'e', measure: 'm' },
};

/** Paints what is ignored, or takes of it. */
export const isBrush = (tool: ZoneTool): tool is 'brush' | 'eraser' => tool === 'brush' || tool === 'eraser';

/** Draws a zone corner after corner. */
export const isPolygon = (tool: ZoneTool): tool is 'inspect' | 'ignore' => tool === 'inspect' || tool === 'ignore';
