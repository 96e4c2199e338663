import Konva from 'konva';
import { type Ref, watch } from 'vue';
import type { Sides } from '#shared/vision/raster.ts';
import { outlinePath, pathOf, shadeOutside, strokeDashed, strokeOutline } from '../../canvas/pixels.ts';
import { usePictureStage } from '../../canvas/usePictureStage.ts';
import type { Rectangle } from './geometry.ts';

/** A mask as bytes, 0 or 255, and the part of the photograph that it covers. */
export interface PartMask {
  data: Uint8Array;
  shape: Sides;
  over: Rectangle;
}

/** All that is drawn of a part, in the photograph's own pixels. */
export interface PartLayers {
  /** Names the part: with another one the view is fitted again. */
  key: string;
  sides: Sides;
  region: Rectangle;
  /** As the run saw it: covers the region, softly. */
  working: HTMLImageElement | null;
  /** The photograph at its own resolution. */
  photograph: HTMLImageElement | null;
  /** What was forged, sharper than it was judged: lies over the photograph, in the region. */
  cutout: HTMLImageElement | null;
  /** True of a forged defect: the working picture lies over the photograph until the cutout is here. */
  isForged: boolean;
  heat: HTMLCanvasElement | null;
  opacity: number;
  mask: PartMask | null;
  /** In the pixels of contourShape, over the region. */
  contour: Path2D | null;
  contourShape: Sides;
  /** Closed lines round what is judged, in shares of the region's sides. */
  judged: number[][];
  /** What is not judged is shaded. */
  isShaded: boolean;
}

/** A stage that shows a part, its heatmap and the lines over it, in the photograph's geometry. */
export function usePartLayers(host: Ref<HTMLElement | null>, shown: () => PartLayers) {
  const stage = usePictureStage(host);
  const photograph = new Konva.Image({ image: undefined });
  const working = new Konva.Image({ image: undefined });
  const cutout = new Konva.Image({ image: undefined });
  const heat = new Konva.Image({ image: undefined });
  const lines = new Konva.Shape({ sceneFunc: (context) => drawLines(context, shown(), stage.scale.value) });
  stage.layer.add(photograph, working, cutout, heat, lines);
  let key = '';

  function show(layers: PartLayers): void {
    const { sides, region, isForged, opacity } = layers;
    const place = { x: region.left, y: region.top, width: region.width, height: region.height };
    photograph.setAttrs({ image: layers.photograph ?? undefined, x: 0, y: 0, ...sides });
    // what was judged stands in for the photograph until it is here, and for what was forged on it
    const isSharp = layers.photograph !== null && (!isForged || layers.cutout !== null);
    working.setAttrs({ image: layers.working ?? undefined, ...place, visible: !isSharp });
    cutout.setAttrs({ image: layers.cutout ?? undefined, ...place, visible: isSharp });
    heat.setAttrs({ image: layers.heat ?? undefined, ...place, opacity });
    stage.setPicture(sides.width, sides.height);
    if (layers.key !== key) stage.fit();
    key = layers.key;
    stage.redraw();
  }
  watch(shown, show, { immediate: true });
  return stage;
}

function drawLines(context: Konva.Context, layers: PartLayers, scale: number): void {
  const { region, mask, contour, contourShape, judged, isShaded } = layers;
  const over = (at: Rectangle, shape: Sides, draw: (unit: number) => void): void => {
    context.save();
    context.translate(at.left, at.top);
    context.scale(at.width / shape.width, at.height / shape.height);
    draw(shape.width / at.width / scale);
    context.restore();
  };
  if (isShaded && judged.length > 0) {
    over(region, { width: 1, height: 1 }, (unit) => shadeOutside(context, pathOf(judged), unit));
  }
  if (mask) over(mask.over, mask.shape, (unit) => strokeOutline(context, outlinePath(mask.data, mask.shape), unit));
  if (contour) over(region, contourShape, (unit) => strokeDashed(context, contour, unit));
}
