import GRDB

/// What agendas ask beside their hours; cycles and breaks of rules, runs of days of exceptions, the
/// clinic's holidays, and the list of visits that a change of an agenda left outside.
enum Migration6 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE agenda_rule ADD COLUMN every_weeks INTEGER NOT NULL DEFAULT 1
          CHECK (every_weeks BETWEEN 1 AND 52);
        ALTER TABLE agenda_rule ADD COLUMN breaks TEXT NOT NULL DEFAULT '';
        ALTER TABLE agenda ADD COLUMN buffer_before INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE agenda ADD COLUMN buffer_after INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE agenda ADD COLUMN notice INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE agenda ADD COLUMN horizon INTEGER NOT NULL DEFAULT 365;
        ALTER TABLE agenda ADD COLUMN holidays TEXT NOT NULL DEFAULT 'rests';
        ALTER TABLE agenda ADD COLUMN per_day INTEGER;
        ALTER TABLE agenda ADD COLUMN caps TEXT NOT NULL DEFAULT '';
        ALTER TABLE agenda_exception ADD COLUMN last_date INTEGER NOT NULL DEFAULT 0;
        UPDATE agenda_exception SET last_date = date;
        DROP INDEX agenda_exception_day;
        CREATE INDEX agenda_exception_day ON agenda_exception(practitioner, last_date, date);
        CREATE INDEX agenda_exception_last ON agenda_exception(last_date, date);
        CREATE TABLE holiday(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          name TEXT NOT NULL, body TEXT NOT NULL, hlc INTEGER NOT NULL) STRICT;
        CREATE TABLE displaced_visit(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          appointment INTEGER NOT NULL UNIQUE REFERENCES appointment,
          patient INTEGER NOT NULL REFERENCES patient, cause TEXT NOT NULL,
          since INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'kept')),
          reason BLOB, hlc INTEGER NOT NULL) STRICT;
        CREATE INDEX displaced_visit_open ON displaced_visit(appointment) WHERE state = 'open';
        """)
  }
}
