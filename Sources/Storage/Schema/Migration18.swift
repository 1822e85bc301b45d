import GRDB

/// Attendances of patients who come to a unit without a visit.
///
/// What a practitioner does with the patient is an encounter like that of a visit; the attendance
/// names it, so that an encounter is of one of them at most.
enum Migration18 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE attendance(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          patient INTEGER NOT NULL REFERENCES patient, unit INTEGER NOT NULL REFERENCES unit,
          class TEXT NOT NULL CHECK (class IN ('AMB', 'EMER')), reason BLOB,
          date INTEGER NOT NULL, ticket INTEGER NOT NULL CHECK (ticket >= 1),
          registered_at INTEGER NOT NULL, registered_by TEXT NOT NULL,
          identity INTEGER NOT NULL, reviewed INTEGER NOT NULL, card INTEGER NOT NULL,
          priority TEXT CHECK (priority IN
            ('none', 'over-60', 'over-80', 'pregnant', 'disabled', 'with-infant')),
          risk TEXT CHECK (risk IN ('red', 'orange', 'yellow', 'green', 'blue')),
          triaged_at INTEGER, called_at INTEGER, room INTEGER REFERENCES room,
          encounter INTEGER UNIQUE REFERENCES encounter,
          outcome TEXT CHECK (outcome IN
            ('home', 'admitted', 'other-hcf', 'aadvice', 'exp', 'left', 'entered-in-error')),
          ended_at INTEGER, ended_by TEXT, hlc INTEGER NOT NULL,
          CHECK ((ended_at IS NULL) = (outcome IS NULL)),
          CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
          CHECK (ended_at >= registered_at)) STRICT;
        CREATE UNIQUE INDEX attendance_patient_open ON attendance(patient) WHERE ended_at IS NULL;
        CREATE INDEX attendance_patient ON attendance(patient, date);
        CREATE INDEX attendance_day ON attendance(date, ticket);
        CREATE INDEX attendance_open ON attendance(unit) WHERE ended_at IS NULL;
        CREATE TRIGGER attendance_stays BEFORE DELETE ON attendance
          BEGIN SELECT RAISE(ABORT, 'append-only attendance'); END;
        CREATE TRIGGER attendance_unchanged BEFORE UPDATE OF
          id, patient, unit, class, reason, date, ticket, registered_at, registered_by ON attendance
          BEGIN SELECT RAISE(ABORT, 'append-only attendance'); END;
        """)
  }
}
