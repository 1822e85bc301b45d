import GRDB

/// Calendars of others and for others: where an exception was imported from, how often a visit's
/// terms changed, and what was published where.
enum Migration7 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE agenda_exception ADD COLUMN source TEXT;
        ALTER TABLE agenda_exception ADD COLUMN source_key TEXT;
        CREATE INDEX agenda_exception_source ON agenda_exception(practitioner, source, date)
          WHERE source IS NOT NULL;
        CREATE INDEX appointment_rescheduled ON appointment(rescheduled_from)
          WHERE rescheduled_from IS NOT NULL;
        CREATE TABLE appointment_revision(
          appointment INTEGER PRIMARY KEY REFERENCES appointment, count INTEGER NOT NULL) STRICT;
        CREATE TRIGGER appointment_revised AFTER UPDATE ON appointment
          WHEN OLD.status <> NEW.status OR OLD.reservation <> NEW.reservation
            OR OLD.unit IS NOT NEW.unit OR OLD.room IS NOT NEW.room OR OLD.date <> NEW.date
            OR OLD.start <> NEW.start OR OLD.minutes <> NEW.minutes
          BEGIN
            INSERT INTO appointment_revision(appointment, count) VALUES (NEW.key, 1)
              ON CONFLICT(appointment) DO UPDATE SET count = count + 1;
          END;
        CREATE TABLE calendar_publication(
          key INTEGER PRIMARY KEY, practitioner INTEGER NOT NULL REFERENCES practitioner,
          url TEXT NOT NULL, UNIQUE (practitioner, url)) STRICT;
        CREATE TABLE calendar_resource(
          publication INTEGER NOT NULL REFERENCES calendar_publication, name TEXT NOT NULL,
          visit BLOB NOT NULL CHECK (length(visit) = 16), date INTEGER NOT NULL,
          etag TEXT NOT NULL, digest TEXT NOT NULL,
          PRIMARY KEY (publication, name)) STRICT, WITHOUT ROWID;
        """)
  }
}
