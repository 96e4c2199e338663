/**
 * Failures that a window says in its own language, each with the names of the values that its sentence is filled with. The
 * sentence in English stands where it is thrown; what is not listed here is shown as it was thrown.
 */
const valuesOf = {
  // of the system and the database
  diskFull: [],
  quotaUsed: [],
  noPermission: [],
  diskReadOnly: [],
  pathMissing: [],
  pathIsFile: [],
  productBusy: [],
  productUnwritable: [],
  diskFails: [],
  databaseDamaged: [],
  roiDamaged: [],
  zonesDamaged: [],
  ownAreasDamaged: [],
  foregroundsDamaged: [],
  depthDamaged: [],
  splitDamaged: [],
  scaleDamaged: [],
  kindsDamaged: [],
  coloursDamaged: [],
  // of pictures and folders
  imageGone: ['file'],
  imageChanged: ['file'],
  imageDamaged: ['file'],
  imageTooLarge: ['file', 'size'],
  imageTooSmall: ['file', 'width', 'height'],
  notAPicture: ['file'],
  maskGone: ['file'],
  masksChanged: ['file', 'n'],
  noImages: ['path'],
  notAFolder: ['path'],
  ownFolder: ['path'],
  severalSets: ['path', 'n', 'names'],
  severalOfOne: ['path', 'n', 'names'],
  masksOfSet: ['path'],
  folderClosed: ['path'],
  folderChanged: ['path'],
  // of products, and what is done to them
  productThere: ['path'],
  productNotOpen: [],
  productMissing: ['path'],
  underWay: [],
  workUnderWay: [],
  nothingToUndo: [],
  nothingToRedo: [],
  // of training, evaluation and export
  noGoodPart: [],
  tooFewToTrain: ['least', 'n'],
  recipeForgesNothing: ['name'],
  recipeStampsOnly: ['name'],
  recipeDamaged: ['name'],
  startedWithLeftOut: ['run', 'n', 'file'],
  startedWithBad: ['run', 'n', 'file'],
  startedWithGone: ['run', 'file'],
  weightsMissing: ['name'],
  noTensorFlow: [],
  engineNotStarted: [],
  noTrainedRun: [],
  runUnfinished: [],
  runOfOtherVersion: [],
  checkpointDamaged: ['file'],
  nothingToJudge: [],
  evaluationDamaged: ['run'],
  figuresStopped: [],
  allImagesGone: [],
  parityFailed: ['name'],
  fileInTheWay: ['path'],
  folderNotEmpty: ['path'],
  // of pictures that are not read, masks, labels and sessions files
  imageFormat: ['file', 'format'],
  imageVariety: ['file'],
  imageFrames: ['file', 'n'],
  imageAnimated: ['file'],
  imageRange: ['file', 'bits'],
  scaleKept: [],
  maskSize: ['file', 'mask', 'image'],
  annotationSize: ['file', 'annotated', 'image'],
  annotationBeside: ['file', 'label'],
  annotationEmpty: ['file', 'label'],
  annotationUnread: ['file', 'label'],
  noLabels: ['path'],
  labelsUnparsed: ['file'],
  labelWithoutPicture: ['what'],
  labelOfSeveral: ['what'],
  paintedOtherwise: ['file'],
  outNotEmpty: ['path'],
  sessionsQuote: ['file', 'line'],
  sessionsHeader: ['file', 'line'],
  sessionsEmpty: ['file', 'line'],
  sessionsTwice: ['file', 'line'],
  // of what a person changes
  defectCannotCalibrate: ['file'],
  goodHasNoKind: ['file'],
  folderDivides: [],
  noDivisionBySession: [],
  noDivisionByPart: [],
  noRecordings: [],
  noneMissing: [],
  paintedElsewhere: ['file'],
  strokeUnfit: ['file'],
  nameTaken: ['name'],
  copyInTheWay: ['path'],
  productNewer: [],
  limitsNeedReason: [],
  // of runs and the queue
  runTrains: ['run'],
  runWaits: ['run'],
  runsInUse: [],
  runDoesNotRest: ['run'],
  nothingTrains: [],
  jobWaitsNoMore: [],
  forgedBaseGone: [],
  // of packages, releases and trying them
  packageMissing: ['file'],
  packageChanged: ['file'],
  packageExtra: ['file'],
  packageInvalid: ['file'],
  packageGone: ['path'],
  packageReplaced: ['path'],
  manifestUnread: ['file'],
  certificateGone: ['n'],
  approvalNeedsName: [],
  releaseWithdrawn: ['n'],
  needsReason: [],
  scoringStopped: ['file'],
  tooManyFiles: ['n'],
  filesTooLarge: [],
  resultsGone: [],
  filesNotHere: [],
} as const satisfies Record<string, readonly string[]>;

export type FailureCode = keyof typeof valuesOf;
/** Every failure with the names of its values. */
export const failures: Readonly<Record<FailureCode, readonly string[]>> = valuesOf;

/** A failure as it travels beside its English sentence. */
export interface Said {
  /** A {@link FailureCode}, or the code of a note that says the same. */
  code: string;
  values: Record<string, string | number>;
}

/** What a failure says, for other languages. */
export const said = <Code extends FailureCode>(
  code: Code,
  ...[values]: (typeof valuesOf)[Code] extends readonly []
    ? []
    : [values: Record<(typeof valuesOf)[Code][number], string | number>]
): Said => ({ code, values: values ?? {} });
