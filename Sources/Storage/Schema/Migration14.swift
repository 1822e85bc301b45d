import GRDB

/// How many encaixes an agenda allows in a day (none said is the usual number), and requests found
/// without reading through all visits.
enum Migration14 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE agenda ADD COLUMN overbookings INTEGER CHECK (overbookings BETWEEN 0 AND 200);
        CREATE INDEX appointment_proposed ON appointment(date) WHERE status = 'proposed';
        """)
  }
}
