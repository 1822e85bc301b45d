import GRDB

/// Beds and the stays in them; who works in which unit; units and rooms that are no longer in use.
///
/// An open stay's bed is occupied, whoever writes: a bed's row is changed before the stay that
/// begins and after the stay that ends.
enum Migration11 {
  static func run(_ db: Database) throws {
    for statements: String in [beds, stays, guards, assignments] { try db.execute(sql: statements) }
  }

  private static let beds = """
    ALTER TABLE unit ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
    ALTER TABLE room ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
    CREATE TABLE bed(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      unit INTEGER NOT NULL REFERENCES unit, room INTEGER REFERENCES room,
      code TEXT NOT NULL, code_key TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN
        ('free', 'occupied', 'reserved', 'cleaning', 'blocked')),
      note TEXT NOT NULL, active INTEGER NOT NULL CHECK (active IN (0, 1)),
      hlc INTEGER NOT NULL, CHECK (active OR state = 'free')) STRICT;
    CREATE UNIQUE INDEX bed_code ON bed(unit, code_key) WHERE active;
    CREATE TRIGGER bed_stays BEFORE DELETE ON bed
      BEGIN SELECT RAISE(ABORT, 'append-only bed'); END;
    """

  private static let stays = """
    CREATE TABLE stay(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      patient INTEGER NOT NULL REFERENCES patient,
      practitioner INTEGER NOT NULL REFERENCES practitioner,
      bed INTEGER NOT NULL REFERENCES bed, reason BLOB, places TEXT NOT NULL,
      admitted_at INTEGER NOT NULL, admitted_by TEXT NOT NULL,
      discharged_at INTEGER, discharged_by TEXT, disposition TEXT CHECK (disposition IN
        ('home', 'other-hcf', 'aadvice', 'exp', 'oth')),
      hlc INTEGER NOT NULL,
      CHECK ((discharged_at IS NULL) = (disposition IS NULL)),
      CHECK ((discharged_at IS NULL) = (discharged_by IS NULL)),
      CHECK (discharged_at >= admitted_at)) STRICT;
    CREATE UNIQUE INDEX stay_patient_open ON stay(patient) WHERE discharged_at IS NULL;
    CREATE UNIQUE INDEX stay_bed_open ON stay(bed) WHERE discharged_at IS NULL;
    CREATE INDEX stay_patient ON stay(patient, admitted_at);
    CREATE INDEX stay_admitted ON stay(admitted_at);
    CREATE TRIGGER stay_stays BEFORE DELETE ON stay
      BEGIN SELECT RAISE(ABORT, 'append-only stay'); END;
    CREATE TRIGGER stay_unchanged BEFORE UPDATE OF
      id, patient, practitioner, reason, admitted_at, admitted_by ON stay
      BEGIN SELECT RAISE(ABORT, 'append-only stay'); END;
    """

  private static let guards: String =
    ["INSERT", "UPDATE"].map {
      """
      CREATE TRIGGER stay_in_bed_\($0.lowercased()) BEFORE \($0) ON stay
        WHEN NEW.discharged_at IS NULL
        BEGIN
          SELECT RAISE(ABORT, 'bed not taken') FROM bed
            WHERE key = NEW.bed AND state <> 'occupied';
        END;
      """
    }.joined(separator: "\n")
      + """
      CREATE TRIGGER bed_of_stay BEFORE UPDATE OF state, active ON bed
        WHEN NEW.state <> 'occupied' AND OLD.state = 'occupied'
        BEGIN
          SELECT RAISE(ABORT, 'bed not empty') FROM stay
            WHERE bed = NEW.key AND discharged_at IS NULL;
        END;
      """

  private static let assignments = """
    CREATE TABLE unit_assignment(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      practitioner INTEGER NOT NULL REFERENCES practitioner,
      unit INTEGER NOT NULL REFERENCES unit, role TEXT NOT NULL, from_date INTEGER NOT NULL,
      until_date INTEGER, hlc INTEGER NOT NULL, CHECK (until_date >= from_date)) STRICT;
    CREATE INDEX unit_assignment_practitioner ON unit_assignment(practitioner, from_date);
    CREATE INDEX unit_assignment_unit ON unit_assignment(unit, from_date);
    """
}
