import GRDB

/// Who waits for a time, and who is to come back: the waiting list and the recalls.
enum Migration5 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE waiting_entry(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          patient INTEGER NOT NULL REFERENCES patient,
          status TEXT NOT NULL CHECK (status IN ('waiting', 'booked', 'declined', 'withdrawn')),
          purpose TEXT NOT NULL CHECK (purpose IN ('visit', 'earlier', 'recall')),
          practitioner INTEGER REFERENCES practitioner, booked INTEGER REFERENCES appointment,
          due INTEGER, body TEXT NOT NULL, hlc INTEGER NOT NULL,
          CHECK ((purpose = 'earlier') = (booked IS NOT NULL)),
          CHECK ((purpose = 'recall') = (due IS NOT NULL))) STRICT;
        CREATE INDEX waiting_entry_patient ON waiting_entry(patient) WHERE status = 'waiting';
        CREATE INDEX waiting_entry_open ON waiting_entry(purpose, due) WHERE status = 'waiting';
        CREATE TRIGGER waiting_entry_stays BEFORE DELETE ON waiting_entry
          BEGIN SELECT RAISE(ABORT, 'append-only waiting_entry'); END;
        """)
  }
}
