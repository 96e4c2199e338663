/** What changed since a run, an evaluation or a release was made, by code: see shared/domain/staleness.ts. */
export default {
  title: 'Out of date',
  codes: {
    partsAdded: 'good parts added since: {n}',
    partsGone: 'of its parts left out since: {n}',
    labelsChanged: 'labels changed since: {n}',
    defectsGiven: 'made without labelled defects given to training: {n}',
    defectsTaken: 'labelled defects taken from training since: {n}',
    splitChanged: 'parts on another side since: {n}',
    sessionsChanged: 'parts with another session or part name since: {n}',
    regionChanged: 'inspected region changed since',
    zonesChanged: 'made for other zones',
    foregroundsChanged: 'where the part is corrected in pictures since: {n}',
    priorsChanged: 'defect recipe “{of}” changed since',
    testAdded: 'test pictures added since the evaluation: {n}',
    testGone: 'test pictures gone since the evaluation: {n}',
    masksChanged: 'masks of test pictures changed since: {n}',
    heldOutChanged: 'good parts to forge defects on changed since: {n}',
    limitsMoved: 'limits moved since release {of}',
  },
};
