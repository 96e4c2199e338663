import { z } from 'zod';
import { type Painted, isBlank, paintedSchema } from './painted.ts';
import {
  type IgnoreZone,
  type ZoneFault,
  type Zones,
  faultInWords,
  ignoreZoneSchema,
  mostZones,
  polygonFaults,
  shapesOf,
  shareJudged,
} from './zones.ts';

/**
 * Ignore areas of single pictures, by the sha256 of the picture's content: beside the product's zones in training and figures. The line
 * has the product's zones alone, for it does not know its pictures beforehand.
 */
export const ownAreasSchema = z
  .record(z.string(), z.array(ignoreZoneSchema).min(1).max(mostZones))
  .superRefine((areas, context) => {
    const [fault] = Object.values(areas).flatMap((ignore) => polygonFaults({ inspect: [], ignore }));
    if (fault) context.addIssue({ code: 'custom', message: faultInWords(fault).replace(/\.$/, '') });
  });
export type OwnAreas = z.infer<typeof ownAreasSchema>;

/** Where the part is in pictures in which that was corrected, by the sha256 of the picture's content: all of it, not what was changed. */
export const foregroundsSchema = z.record(
  z.string(),
  paintedSchema.refine((painted) => !isBlank(painted), 'the part has to be somewhere'),
);
export type Foregrounds = z.infer<typeof foregroundsSchema>;

/** What holds for one picture alone. */
export interface OwnLook {
  ignore?: readonly IgnoreZone[] | undefined;
  foreground?: Painted | undefined;
}

/** What is wrong with a picture's own areas beside its product's zones; [] where they can be used, or there are none. */
export function ownAreaFaults(areas: readonly IgnoreZone[], { roi, inspect, ignore }: Zones): ZoneFault[] {
  const faults = polygonFaults({ inspect: [], ignore: [...areas] });
  if (faults.length > 0 || areas.length === 0) return faults;
  const { left } = shareJudged({ roi, inspect, ignore: [...ignore, ...areas] });
  return left > 0 ? [] : [{ code: 'nothingLeft', kind: null, name: '', at: [] }];
}

/** Whether two pictures' areas, absent where there are none, cover the same, whatever they are called. */
export const isSameAreas = (
  one: readonly IgnoreZone[] | null | undefined,
  other: readonly IgnoreZone[] | null | undefined,
): boolean => JSON.stringify(shapesOf(one ?? [])) === JSON.stringify(shapesOf(other ?? []));
