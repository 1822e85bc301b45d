import GRDB

/// Tickets of those who arrived; an arrival bears its visit's id.
enum Migration8 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE arrival(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE REFERENCES appointment(id),
          date INTEGER NOT NULL, ticket INTEGER NOT NULL CHECK (ticket >= 1),
          identity INTEGER NOT NULL, reviewed INTEGER NOT NULL, card INTEGER NOT NULL,
          priority TEXT CHECK (priority IN
            ('none', 'over-60', 'over-80', 'pregnant', 'disabled', 'with-infant')),
          triaged_at INTEGER, called_at INTEGER, hlc INTEGER NOT NULL) STRICT;
        CREATE INDEX arrival_day ON arrival(date, ticket);
        CREATE TRIGGER arrival_stays BEFORE DELETE ON arrival
          BEGIN SELECT RAISE(ABORT, 'append-only arrival'); END;
        """)
  }
}
