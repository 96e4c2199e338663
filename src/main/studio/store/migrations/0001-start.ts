import type { Migration } from './index.ts';

export const start: Migration = {
  name: '0001-start',
  sql: `
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE images (
      id INTEGER PRIMARY KEY,
      file TEXT NOT NULL,
      hash TEXT NOT NULL UNIQUE,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      label TEXT NOT NULL CHECK (label IN ('normal', 'anomalous')),
      kind TEXT,
      split TEXT NOT NULL CHECK (split IN ('train', 'calibration', 'test', 'challenge')),
      session TEXT NOT NULL,
      part TEXT NOT NULL,
      mask_file TEXT,
      fingerprint TEXT NOT NULL
    ) STRICT;
    CREATE INDEX images_split ON images (split, label);
    CREATE TABLE prior_sets (name TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TEXT NOT NULL) STRICT;
    CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE scores (
      run TEXT NOT NULL,
      image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
      score REAL NOT NULL,
      PRIMARY KEY (run, image)
    ) STRICT;
    CREATE TABLE releases (number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT;
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      who TEXT NOT NULL,
      what TEXT NOT NULL,
      old TEXT,
      new TEXT,
      why TEXT
    ) STRICT;
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail cannot be changed'); END;
    CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail cannot be shortened'); END;
  `,
};
