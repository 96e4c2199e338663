/** Arten nachgebildeter Fehler. */
export default {
  scratch: 'Kratzer',
  stain: 'Fleck',
  pit: 'Pore',
  crack: 'Riss',
  fibre: 'Faser',
  missing: 'Fehlstelle',
  texture: 'Textur',
  cutpaste: 'Versatz',
  warp: 'Verzug',
  hairline: 'Haarriss',
  uneven: 'Schattierung',
  dent: 'Delle',
  chip: 'Ausbruch',
  smear: 'Schliere',
  erased: 'Merkmal fehlt',
  stamp: 'echt, gestempelt',
};
