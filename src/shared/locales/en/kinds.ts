/** Kinds of forged defects. */
export default {
  scratch: 'scratch',
  stain: 'stain',
  pit: 'pit',
  crack: 'crack',
  fibre: 'fibre',
  missing: 'missing',
  texture: 'texture',
  cutpaste: 'cutpaste',
  warp: 'warp',
  hairline: 'hairline',
  uneven: 'uneven finish',
  dent: 'dent',
  chip: 'chip',
  smear: 'smear',
  erased: 'feature gone',
  stamp: 'real, stamped',
};
