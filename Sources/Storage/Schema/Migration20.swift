import GRDB

/// What was changed of a stay: who was in charge, and how its reason read.
///
/// A stay says who is in charge now and the reason as it was corrected; what it said before, and
/// what it says since, is in a change that stays, whoever writes.
enum Migration20 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE stay_change(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          stay INTEGER NOT NULL REFERENCES stay, patient INTEGER NOT NULL REFERENCES patient,
          what TEXT NOT NULL CHECK (what IN ('practitioner', 'reason')),
          practitioner_was INTEGER REFERENCES practitioner,
          practitioner INTEGER REFERENCES practitioner, reason_was BLOB, reason BLOB,
          changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL, hlc INTEGER NOT NULL,
          CHECK ((what = 'practitioner') = (practitioner IS NOT NULL)),
          CHECK ((what = 'practitioner') = (practitioner_was IS NOT NULL)),
          CHECK ((what = 'reason') = (reason IS NOT NULL)),
          CHECK (what = 'reason' OR reason_was IS NULL)) STRICT;
        CREATE INDEX stay_change_stay ON stay_change(stay, changed_at);
        CREATE TRIGGER stay_change_stays BEFORE DELETE ON stay_change
          BEGIN SELECT RAISE(ABORT, 'append-only stay_change'); END;
        CREATE TRIGGER stay_change_unchanged BEFORE UPDATE ON stay_change
          BEGIN SELECT RAISE(ABORT, 'append-only stay_change'); END;
        DROP TRIGGER stay_unchanged;
        CREATE TRIGGER stay_unchanged BEFORE UPDATE OF id, patient, admitted_at, admitted_by ON stay
          BEGIN SELECT RAISE(ABORT, 'append-only stay'); END;
        CREATE TRIGGER stay_handed_over BEFORE UPDATE OF practitioner ON stay
          WHEN NEW.practitioner <> OLD.practitioner AND NOT (
            EXISTS (SELECT 1 FROM stay_change
              WHERE stay = NEW.key AND OLD.practitioner IN (practitioner_was, practitioner))
            AND EXISTS (SELECT 1 FROM stay_change
              WHERE stay = NEW.key AND practitioner = NEW.practitioner))
          BEGIN SELECT RAISE(ABORT, 'append-only stay'); END;
        CREATE TRIGGER stay_corrected BEFORE UPDATE OF reason ON stay
          WHEN NEW.reason IS NOT OLD.reason AND NOT EXISTS (
            SELECT 1 FROM stay_change WHERE stay = NEW.key AND what = 'reason')
          BEGIN SELECT RAISE(ABORT, 'append-only stay'); END;
        """)
  }
}
