import { describe, expect, it } from 'vitest';
import { derivedPictures } from '#studio/dataset/layouts/derived.ts';

const derived = (...paths: string[]): string[] => [...derivedPictures(paths)].sort();

describe('a file beside a picture', () => {
  it.each([
    ...[
      '7_roi.png',
      '7_region.png',
      '7_foreground.png',
      '7-overlay.jpg',
      '7_heatmap.png',
      '7_heat_map.png',
      '7.thumb.jpg',
    ],
    ...[
      '7_preview.PNG',
      '7_ROI_1.png',
      '7Overlay.png',
      '7_anomaly_map.tiff',
      '7_pred_mask.png',
      '7_roi_mask.png',
      '7.png_overlay.png',
    ],
    ...[
      'overlay_7.png',
      'Heatmap 7.png',
      '7_Vorschau.jpg',
      '7_Überlagerung.png',
      '7_aperçu.jpg',
      '7_热力图.png',
      '7_depth.png',
    ],
  ])('is made from it where it is called %s', (name) => {
    expect(derived('good/7.png', 'good/8.png', `good/${name}`)).toEqual([`good/${name}`]);
  });

  it.each([
    ...[
      '7_mask.png',
      '7_GT.png',
      '7_left.png',
      '7_2.png',
      '7_label.png',
      '7_ng.png',
      '7_image.png',
      '77_roi.png',
      '7_anomaly.png',
    ],
  ])('is not where it is called %s', (name) => {
    expect(derived('good/7.png', 'good/8.png', `good/${name}`)).toEqual([]);
  });

  it('is a picture of its own where no other has its name: all cameras’ files may end so', () => {
    expect(derived('a/7_roi.png', 'a/8_roi.png', 'b/7.png')).toEqual([]);
    expect(derived('object_7.png', 'object_8.png')).toEqual([]);
  });

  it('goes by the name without a word for pictures', () => {
    expect(derived('image_007.png', 'overlay_007.png', '007_roi.png')).toEqual(['007_roi.png', 'overlay_007.png']);
  });
});

describe('a folder', () => {
  it('of overlays, heat maps or previews is made from the pictures that its files are named after', () => {
    expect(
      derived(
        ...['good/1.png', 'bad/2.png', 'bad/heatmaps/2.png', 'Overlays/good/1.jpg', 'Overlays/bad/2_overlay.jpg'],
        ...['SegmentationClassVisualization/1.jpg', 'anomaly_maps/2.tiff', 'thumbs/1.jpg', 'thumbs/0.jpg'],
      ),
    ).toEqual([
      ...[
        'Overlays/bad/2_overlay.jpg',
        'Overlays/good/1.jpg',
        'SegmentationClassVisualization/1.jpg',
        'anomaly_maps/2.tiff',
      ],
      ...['bad/heatmaps/2.png', 'thumbs/0.jpg', 'thumbs/1.jpg'],
    ]);
  });

  it('is not where its files are named after no picture, or where it may hold the photographs themselves', () => {
    expect(derived('good/1.png', 'preview/91.png', 'preview/92.png')).toEqual([]);
    expect(derived('raw/1.png', 'roi/1.png', 'region 2/1.png')).toEqual([]);
  });
});
