export default {
  title: 'Ausgabe',
  start: 'Paket ausgeben',
  run: 'Lauf',
  parity: 'Gleichheit, Ausgabe gegen Training',
  tryOut: 'Diese Dateien bewerten',
  go: 'Bewerten',
};
