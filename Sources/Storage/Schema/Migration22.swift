import GRDB

/// An encounter that was begun by mistake is cancelled, and its visit may have another.
///
/// The table is made anew under its old name, so that what refers to it finds it again at the commit.
enum Migration22 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        PRAGMA defer_foreign_keys = ON;
        CREATE TEMP TABLE encounter_before AS SELECT * FROM main.encounter;
        DROP TABLE main.encounter;
        CREATE TABLE encounter(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
          appointment INTEGER REFERENCES appointment,
          patient INTEGER NOT NULL REFERENCES patient,
          practitioner INTEGER NOT NULL REFERENCES practitioner, started_at INTEGER NOT NULL,
          finished_at INTEGER,
          status TEXT NOT NULL CHECK (status IN ('in-progress', 'finished', 'cancelled')),
          hlc INTEGER NOT NULL) STRICT;
        CREATE UNIQUE INDEX encounter_open ON encounter(practitioner) WHERE status = 'in-progress';
        CREATE INDEX encounter_patient ON encounter(patient);
        CREATE UNIQUE INDEX encounter_appointment ON encounter(appointment)
          WHERE status <> 'cancelled';
        INSERT INTO encounter(key, id, appointment, patient, practitioner, started_at, finished_at,
            status, hlc)
          SELECT key, id, appointment, patient, practitioner, started_at, finished_at, status, hlc
          FROM encounter_before;
        DROP TABLE encounter_before;
        """)
  }
}
