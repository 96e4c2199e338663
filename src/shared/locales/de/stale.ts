/** What changed since a run, an evaluation or a release was made, by code: see shared/domain/staleness.ts. */
export default {
  title: 'Nicht mehr aktuell',
  codes: {
    partsAdded: 'gute Teile seither dazugekommen: {n}',
    partsGone: 'Teile dieses Laufs seither weggelassen: {n}',
    labelsChanged: 'Urteile seither geändert: {n}',
    defectsGiven: 'ohne ins Training gegebene gekennzeichnete Fehler: {n}',
    defectsTaken: 'gekennzeichnete Fehler seitdem aus dem Training genommen: {n}',
    splitChanged: 'Teile seither auf anderer Seite: {n}',
    sessionsChanged: 'Teile seither mit anderer Aufnahme oder anderem Namen: {n}',
    regionChanged: 'geprüfter Bereich seither geändert',
    zonesChanged: 'für andere Zonen gemacht',
    foregroundsChanged: 'Bilder, in denen seither berichtigt ist, wo das Teil liegt: {n}',
    priorsChanged: 'Vorgaben „{of}“ seither geändert',
    testAdded: 'Testbilder seit der Auswertung dazugekommen: {n}',
    testGone: 'Testbilder seit der Auswertung weggefallen: {n}',
    masksChanged: 'Masken von Testbildern seither geändert: {n}',
    heldOutChanged: 'gute Teile für nachgebildete Fehler seither geändert: {n}',
    limitsMoved: 'Grenzen seit Release {of} verschoben',
  },
};
