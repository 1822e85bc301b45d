import GRDB

/// What patients said about being seen by video: every word kept, and of the newest a mark on the
/// patient, which lists of visits read along.
enum Migration12 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE tele_consent(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          patient INTEGER NOT NULL REFERENCES patient, given INTEGER NOT NULL CHECK (given IN (0, 1)),
          recorded_at INTEGER NOT NULL, recorded_by TEXT NOT NULL, hlc INTEGER NOT NULL) STRICT;
        CREATE INDEX tele_consent_patient ON tele_consent(patient);
        ALTER TABLE patient ADD COLUMN tele_consent INTEGER NOT NULL DEFAULT 0
          CHECK (tele_consent IN (0, 1));
        CREATE TRIGGER tele_consent_newest AFTER INSERT ON tele_consent
          BEGIN UPDATE patient SET tele_consent = NEW.given WHERE key = NEW.patient; END;
        CREATE TRIGGER tele_consent_stays BEFORE DELETE ON tele_consent
          BEGIN SELECT RAISE(ABORT, 'append-only tele_consent'); END;
        CREATE TRIGGER tele_consent_unchanged BEFORE UPDATE ON tele_consent
          BEGIN SELECT RAISE(ABORT, 'append-only tele_consent'); END;
        """)
  }
}
