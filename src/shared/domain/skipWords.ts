/** Why an import leaves a file out, in plain English, by the code that the window has words of its own for. */
export const skipWords = {
  notPicture: 'not a picture',
  archive: 'an archive, which is not opened',
  outsideSplits: 'beside the folders to train and test on, in none of them',
  outsideDataSet: 'outside of the data set that was found',
  unsorted: 'beside folders of good or defective parts, in none of them',
  derived: 'made from a picture beside it, such as a region, overlay, heat map or preview: neither picture nor mask',
  depth: 'a depth map beside colour pictures',
  maskWithoutPicture: 'named or placed like a mask, and no picture belongs to it',
  maskUnclear: 'a mask that more than one picture could own',
  annotationWithoutPicture: 'an annotation of a picture that is not here',
  annotationUnclear: 'an annotation that more than one picture could own',
  annotationBroken: 'looks like an annotation and cannot be read',
  notAnnotated: 'neither an annotation nor a folder says what it shows',
} as const;
export type SkipReason = keyof typeof skipWords;
