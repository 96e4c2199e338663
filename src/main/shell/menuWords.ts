import type { MenuFrame } from '#shared/contract/desktop.ts';
import type { StageWord } from '#shared/domain/stages.ts';

export interface MenuWords {
  file: string;
  newProduct: string;
  openProduct: string;
  recent: string;
  noRecent: string;
  products: string;
  quit: string;
  edit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  stages: string;
  stage: Readonly<Record<StageWord, string>>;
  view: string;
  actions: string;
  theme: string;
  reload: string;
  fullScreen: string;
  zoomIn: string;
  zoomOut: string;
  actualSize: string;
  help: string;
  keys: string;
  doctor: string;
  productsFolder: string;
  log: string;
}

const en: MenuWords = {
  file: 'File',
  newProduct: 'New product…',
  openProduct: 'Open product folder…',
  recent: 'Recent products',
  noRecent: 'None yet',
  products: 'All products',
  quit: 'Quit Flawsmith',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  stages: 'Stages',
  stage: {
    dataset: 'Dataset',
    synthesis: 'Synthesis',
    training: 'Training',
    evaluation: 'Evaluation',
    export: 'Export',
  },
  view: 'View',
  actions: 'Find an action…',
  theme: 'Light or dark',
  reload: 'Load the page again',
  fullScreen: 'Full screen',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  actualSize: 'Normal size',
  help: 'Help',
  keys: 'Keys of this page',
  doctor: 'Doctor',
  productsFolder: 'Show the products folder',
  log: 'Show the log file',
};

const de: MenuWords = {
  file: 'Datei',
  newProduct: 'Neues Produkt …',
  openProduct: 'Produktordner öffnen …',
  recent: 'Zuletzt geöffnet',
  noRecent: 'Noch keines',
  products: 'Alle Produkte',
  quit: 'Flawsmith beenden',
  edit: 'Bearbeiten',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  selectAll: 'Alles auswählen',
  stages: 'Schritte',
  stage: {
    dataset: 'Datensatz',
    synthesis: 'Synthese',
    training: 'Training',
    evaluation: 'Auswertung',
    export: 'Export',
  },
  view: 'Ansicht',
  actions: 'Aktion suchen …',
  theme: 'Hell oder dunkel',
  reload: 'Seite neu laden',
  fullScreen: 'Vollbild',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  actualSize: 'Normale Größe',
  help: 'Hilfe',
  keys: 'Tasten dieser Seite',
  doctor: 'Doktor',
  productsFolder: 'Produktordner zeigen',
  log: 'Protokolldatei zeigen',
};

/** The words of the menu; those of the page are vue-i18n's (src/renderer/locales), which the shell does not load. */
export const menuWords: Readonly<Record<MenuFrame['language'], MenuWords>> = { en, de };
