import GRDB

/// The first schema.
///
/// Never rewritten once it is out: changes come as further migrations.
///
/// Ids are UUIDv7 BLOBs; the INTEGER `key` of a row never leaves the file. Instants are
/// milliseconds UTC, dates day numbers, times minutes of the day, money centavos. Columns of type
/// BLOB other than ids hold sealed text.
enum Migration1 {
  static func run(_ db: Database) throws {
    for statements: String in [site, log, people, scheduling, records, billing, staff, guards] {
      try db.execute(sql: statements)
    }
  }

  private static let people = """
    CREATE TABLE unit(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, body TEXT NOT NULL,
      hlc INTEGER NOT NULL) STRICT;
    CREATE TABLE room(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL REFERENCES unit,
      name TEXT NOT NULL, hlc INTEGER NOT NULL) STRICT;
    CREATE INDEX room_unit ON room(unit);
    CREATE TABLE patient(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      chart INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, social TEXT NOT NULL,
      name_key TEXT NOT NULL, birth INTEGER, sex TEXT NOT NULL
        CHECK (sex IN ('female', 'male', 'other', 'unknown')),
      cpf TEXT UNIQUE CHECK (length(cpf) = 11), cns TEXT UNIQUE CHECK (length(cns) = 15),
      phone TEXT NOT NULL, body TEXT NOT NULL, registered_at INTEGER NOT NULL,
      hlc INTEGER NOT NULL) STRICT;
    CREATE INDEX patient_name ON patient(name_key, key);
    CREATE INDEX patient_birth ON patient(birth) WHERE birth IS NOT NULL;
    CREATE TABLE patient_phone(
      digits TEXT NOT NULL, patient INTEGER NOT NULL REFERENCES patient,
      PRIMARY KEY (digits, patient)) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE patient_fts USING fts5(
      text, content='', prefix='1 2 3', tokenize='ascii');
    CREATE TABLE recent_patient(
      actor TEXT NOT NULL, patient INTEGER NOT NULL REFERENCES patient, used_at INTEGER NOT NULL,
      PRIMARY KEY (actor, patient)) STRICT, WITHOUT ROWID;
    CREATE TABLE practitioner(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL,
      name_key TEXT NOT NULL, sex TEXT NOT NULL, registration TEXT UNIQUE,
      specialties TEXT NOT NULL, specialties_key TEXT NOT NULL, municipality TEXT NOT NULL,
      municipality_key TEXT NOT NULL, state TEXT, unit INTEGER REFERENCES unit,
      room INTEGER REFERENCES room,
      slot INTEGER NOT NULL CHECK (slot BETWEEN 5 AND 360 AND slot % 5 = 0),
      price INTEGER CHECK (price >= 0), active INTEGER NOT NULL, body TEXT NOT NULL,
      hlc INTEGER NOT NULL) STRICT;
    """

  private static let scheduling = """
    CREATE TABLE agenda(
      practitioner INTEGER PRIMARY KEY REFERENCES practitioner, hlc INTEGER NOT NULL) STRICT;
    CREATE TABLE agenda_rule(
      practitioner INTEGER NOT NULL REFERENCES agenda, position INTEGER NOT NULL,
      id BLOB NOT NULL, weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
      from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1440),
      until_minute INTEGER NOT NULL CHECK (until_minute BETWEEN 0 AND 1440),
      slot INTEGER NOT NULL CHECK (slot BETWEEN 5 AND 360 AND slot % 5 = 0),
      unit BLOB, room BLOB, valid_from INTEGER NOT NULL, valid_until INTEGER,
      PRIMARY KEY (practitioner, position), CHECK (from_minute < until_minute))
      STRICT, WITHOUT ROWID;
    CREATE TABLE agenda_exception(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
      practitioner INTEGER NOT NULL REFERENCES practitioner, date INTEGER NOT NULL,
      from_minute INTEGER NOT NULL, until_minute INTEGER NOT NULL,
      effect TEXT NOT NULL CHECK (effect IN ('closes', 'opens')), reason TEXT NOT NULL,
      slot INTEGER, hlc INTEGER NOT NULL, CHECK (from_minute < until_minute)) STRICT;
    CREATE INDEX agenda_exception_day ON agenda_exception(practitioner, date);
    CREATE TABLE appointment(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
      patient INTEGER NOT NULL REFERENCES patient,
      practitioner INTEGER NOT NULL REFERENCES practitioner,
      unit INTEGER REFERENCES unit, room INTEGER REFERENCES room, date INTEGER NOT NULL,
      start INTEGER NOT NULL CHECK (start BETWEEN 0 AND 1439), minutes INTEGER NOT NULL,
      zone TEXT NOT NULL, start_minute INTEGER NOT NULL, end_minute INTEGER NOT NULL,
      busy_from INTEGER NOT NULL, busy_to INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('proposed', 'pending', 'booked', 'arrived',
        'checked-in', 'fulfilled', 'cancelled', 'noshow', 'waitlist', 'entered-in-error')),
      confirmation TEXT NOT NULL CHECK (confirmation IN
        ('none', 'confirmed', 'declined', 'unreachable')),
      reservation TEXT NOT NULL CHECK (reservation IN
        ('local', 'requested', 'held', 'confirmed', 'refused', 'contested')),
      kind TEXT NOT NULL, exclusivity TEXT NOT NULL CHECK (exclusivity IN
        ('exclusive', 'overbooked', 'group', 'historical')),
      group_id TEXT, overbooking_reason BLOB, observation BLOB, authorisation TEXT,
      cancel_party TEXT, cancel_reason BLOB, cancel_late INTEGER, rescheduled_from BLOB,
      arrived_at INTEGER, booked_by TEXT NOT NULL, booked_at INTEGER NOT NULL,
      filled TEXT NOT NULL, hlc INTEGER NOT NULL,
      blocks INTEGER GENERATED ALWAYS AS (exclusivity = 'exclusive'
        AND reservation NOT IN ('refused', 'contested') AND status IN
        ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')) STORED,
      CHECK (start_minute < end_minute AND busy_from <= start_minute AND end_minute <= busy_to),
      CHECK (exclusivity = 'historical' OR (minutes BETWEEN 5 AND 360 AND minutes % 5 = 0)),
      CHECK (exclusivity = 'historical' OR busy_to - busy_from <= 1440)) STRICT;
    CREATE INDEX appointment_day ON appointment(date, practitioner, start);
    CREATE INDEX appointment_patient ON appointment(patient, date, start);
    CREATE INDEX appointment_practitioner_busy ON appointment(practitioner, busy_from)
      WHERE blocks;
    CREATE INDEX appointment_practitioner_day ON appointment(practitioner, date, start);
    CREATE INDEX appointment_patient_busy ON appointment(patient, busy_from) WHERE blocks;
    CREATE INDEX appointment_room_busy ON appointment(room, busy_from)
      WHERE blocks AND room IS NOT NULL;
    CREATE TABLE encounter(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
      appointment INTEGER UNIQUE REFERENCES appointment,
      patient INTEGER NOT NULL REFERENCES patient,
      practitioner INTEGER NOT NULL REFERENCES practitioner, started_at INTEGER NOT NULL,
      finished_at INTEGER, status TEXT NOT NULL CHECK (status IN ('in-progress', 'finished')),
      hlc INTEGER NOT NULL) STRICT;
    CREATE UNIQUE INDEX encounter_open ON encounter(practitioner) WHERE status = 'in-progress';
    CREATE INDEX encounter_patient ON encounter(patient);
    """

  private static let records = """
    CREATE TABLE record_entry(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
      patient INTEGER NOT NULL REFERENCES patient, encounter BLOB, author TEXT NOT NULL,
      practitioner INTEGER REFERENCES practitioner, foreign_author TEXT,
      occurred_at INTEGER NOT NULL, entered_at INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('signed', 'amended', 'retracted')),
      amends BLOB, kind TEXT NOT NULL, content BLOB NOT NULL, retraction BLOB,
      hlc INTEGER NOT NULL) STRICT;
    CREATE INDEX record_entry_patient ON record_entry(patient, occurred_at);
    CREATE TABLE draft(
      id BLOB PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, author BLOB NOT NULL,
      content BLOB NOT NULL, amends BLOB, saved_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX draft_patient ON draft(patient, author);
    CREATE TABLE chart_access(
      key INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient,
      reader BLOB NOT NULL, granted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      reason BLOB) STRICT;
    CREATE INDEX chart_access_reader ON chart_access(patient, reader, granted_at);
    CREATE TABLE exam(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
      patient INTEGER NOT NULL REFERENCES patient,
      practitioner INTEGER REFERENCES practitioner,
      status TEXT NOT NULL CHECK (status IN ('ordered', 'performed', 'resulted')),
      name BLOB NOT NULL, code BLOB, result BLOB, steps TEXT NOT NULL,
      hlc INTEGER NOT NULL) STRICT;
    CREATE INDEX exam_patient ON exam(patient);
    """

  private static let billing = """
    CREATE TABLE invoice(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number INTEGER UNIQUE,
      patient INTEGER NOT NULL REFERENCES patient,
      practitioner INTEGER REFERENCES practitioner,
      appointment INTEGER REFERENCES appointment,
      status TEXT NOT NULL CHECK (status IN
        ('draft', 'issued', 'partially-paid', 'paid', 'cancelled', 'entered-in-error')),
      lines BLOB NOT NULL, total INTEGER NOT NULL, created_at INTEGER NOT NULL,
      issued_at INTEGER, cancel_reason BLOB, hlc INTEGER NOT NULL,
      CHECK ((number IS NULL) = (issued_at IS NULL))) STRICT;
    CREATE INDEX invoice_patient ON invoice(patient, created_at);
    CREATE INDEX invoice_practitioner ON invoice(practitioner, created_at);
    CREATE INDEX invoice_created ON invoice(created_at);
    CREATE INDEX invoice_open ON invoice(created_at) WHERE status IN ('issued', 'partially-paid');
    CREATE UNIQUE INDEX invoice_appointment ON invoice(appointment)
      WHERE appointment IS NOT NULL AND status NOT IN ('cancelled', 'entered-in-error');
    CREATE TABLE payment(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
      invoice INTEGER NOT NULL REFERENCES invoice, receipt INTEGER NOT NULL UNIQUE,
      amount INTEGER NOT NULL CHECK (amount > 0), method TEXT NOT NULL CHECK (method IN
        ('cash', 'debit', 'credit', 'pix', 'insurer')),
      payer_name TEXT NOT NULL, payer_cpf TEXT, received_at INTEGER NOT NULL,
      received_by TEXT NOT NULL, hlc INTEGER NOT NULL) STRICT;
    CREATE INDEX payment_invoice ON payment(invoice);
    CREATE TABLE ledger_posting(
      key INTEGER PRIMARY KEY, movement INTEGER NOT NULL,
      invoice INTEGER NOT NULL REFERENCES invoice, account TEXT NOT NULL,
      amount INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX ledger_posting_invoice ON ledger_posting(invoice);
    """

  private static let staff = """
    CREATE TABLE user(
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, login TEXT NOT NULL UNIQUE,
      display_name TEXT NOT NULL, roles TEXT NOT NULL,
      practitioner INTEGER REFERENCES practitioner, active INTEGER NOT NULL,
      hlc INTEGER NOT NULL) STRICT;
    CREATE TABLE credential(
      user INTEGER PRIMARY KEY REFERENCES user, hash TEXT NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER) STRICT;
    """

  /// What no process may do, whatever it is.
  private static let guards: String = overlapGuards + appendOnlyGuards

  private static let overlapGuards: String = ["INSERT", "UPDATE"].map { (event: String) -> String in
    let clash = { (party: String) -> String in
      """
      SELECT RAISE(ABORT, 'overlap \(party)') FROM appointment
        WHERE \(party) = NEW.\(party) AND blocks AND busy_from > NEW.busy_from - 1440
          AND busy_from < NEW.busy_to AND busy_to > NEW.busy_from AND id <> NEW.id;
      """
    }
    return """
      CREATE TRIGGER appointment_overlap_\(event.lowercased()) BEFORE \(event) ON appointment
        WHEN NEW.exclusivity = 'exclusive'
          AND NEW.reservation NOT IN ('refused', 'contested') AND NEW.status IN
          ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
      BEGIN
        \(clash("practitioner"))
        \(clash("patient"))
        \(clash("room"))
      END;
      """
  }.joined(separator: "\n")

  private static let appendOnlyGuards: String =
    ["payment", "ledger_posting", "record_entry", "appointment", "patient"]
    .map {
      """
      CREATE TRIGGER \($0)_stays BEFORE DELETE ON \($0)
        BEGIN SELECT RAISE(ABORT, 'append-only \($0)'); END;
      """
    }.joined(separator: "\n")
    + ["payment", "ledger_posting"].map {
      """
      CREATE TRIGGER \($0)_unchanged BEFORE UPDATE ON \($0)
        BEGIN SELECT RAISE(ABORT, 'append-only \($0)'); END;
      """
    }.joined(separator: "\n")
      + """
      CREATE TRIGGER record_entry_unchanged BEFORE UPDATE OF
        id, patient, encounter, author, occurred_at, entered_at, amends, kind, content
        ON record_entry BEGIN SELECT RAISE(ABORT, 'append-only record_entry'); END;
      CREATE TRIGGER invoice_frozen BEFORE UPDATE OF lines, total, number ON invoice
        WHEN OLD.status <> 'draft' AND (NEW.lines IS NOT OLD.lines OR NEW.total <> OLD.total
          OR NEW.number IS NOT OLD.number) BEGIN SELECT RAISE(ABORT, 'frozen invoice'); END;
      """
}
